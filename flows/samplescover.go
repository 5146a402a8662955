package flows

// spread chooses at most so many of all combinations of values, so that as many pairs
// of two values as can be stand together in one of them: what conditions tell apart by
// two values, one of them meets. values has a list for each name; the answer has an
// index into each list.
func spread(values [][]string, most int) [][]int {
	all := product(values)
	if len(all) <= most {
		return all
	}
	met := map[[4]int]bool{}
	var out [][]int
	for len(out) < most {
		best, gain := -1, 0
		for at, combo := range all {
			if n := pairs(combo, values, met, false); n > gain {
				best, gain = at, n
			}
		}
		if best < 0 {
			return out
		}
		pairs(all[best], values, met, true)
		out = append(out, all[best])
	}
	return out
}

// combinationsMost is how many combinations are looked at.
const combinationsMost = 2000

func product(values [][]string) [][]int {
	out := [][]int{{}}
	for _, list := range values {
		var next [][]int
		for at := range list {
			for _, one := range out {
				if len(next) < combinationsMost {
					next = append(next, append(one[:len(one):len(one)], at))
				}
			}
		}
		out = next
	}
	return out
}

// pairs is how many pairs of a combination stand in none yet; with note they do now.
// Of a name with one value there is nothing to tell apart.
func pairs(combo []int, values [][]string, met map[[4]int]bool, note bool) (n int) {
	for i := range combo {
		for j := i + 1; j < len(combo) && len(values[i]) > 1; j++ {
			pair := [4]int{i, combo[i], j, combo[j]}
			if len(values[j]) == 1 || met[pair] {
				continue
			}
			n++
			if note {
				met[pair] = true
			}
		}
	}
	return n
}
