package main

import (
	"strconv"
	"strings"
)

// bubbles are the bot's texts.
const bubbles = `[...document.querySelectorAll("#one .message:not(.mine) .text")]`

// direction holds the newest of the bot's texts to a direction.
func (p *page) direction(rtl bool) {
	p.t.Helper()
	p.facing(bubbles+`.slice(-1)`, rtl)
}

// directions holds all of them to it, but the first, which asks for the language
// in every language.
func (p *page) directions(rtl bool) {
	p.t.Helper()
	p.facing(bubbles+`.slice(1)`, rtl)
	p.facing(`[...document.querySelectorAll("#one .buttons button")].filter(b => b.dataset.data && !b.dataset.data.includes("/language/") && /\p{L}/u.test(b.textContent))`, rtl)
}

func (p *page) facing(nodes string, rtl bool) {
	p.t.Helper()
	want := "ltr"
	if rtl {
		want = "rtl"
	}
	if n := p.eval(`String(` + nodes + `.length)`); n == "0" {
		p.t.Error("there is nothing to read")
	}
	if got := p.eval(nodes + `.filter(n => getComputedStyle(n).direction !== ` + strconv.Quote(want) + `).map(n => n.textContent).join("\n---\n")`); got != "" {
		p.t.Errorf("not drawn %s:\n%s", want, got)
	}
}

// inOrder finds everything of a form in the bot's texts, and holds it to being
// drawn from left to right with no more than a space between: a phone number that
// jumps is the wrong one.
func (p *page) inOrder(form string) {
	p.t.Helper()
	const script = `(form => {
		const found = [], wrong = [];
		for (const text of BUBBLES) {
			const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
			for (let node; (node = walker.nextNode());) {
				for (const m of node.data.matchAll(new RegExp(form, "g"))) {
					found.push(m[0]);
					const boxes = [];
					for (let i = m.index; i < m.index + m[0].length; i++) {
						if (/\s/.test(node.data[i])) continue; // at the end of a line it stands elsewhere
						const range = document.createRange();
						range.setStart(node, i);
						range.setEnd(node, i + 1);
						const box = [...range.getClientRects()].find(r => r.width > 0);
						if (box) boxes.push(box);
					}
					const broken = boxes.some((b, i) => i && Math.abs(b.top - boxes[i - 1].top) < 2 && (b.left < boxes[i - 1].left || b.left - boxes[i - 1].right > 12));
					if (broken || boxes.length < 2) wrong.push(m[0]+ " in " + text.textContent);
				}
			}
		}
		return found.length ? wrong.join("\n") : "nothing of that form";
	})`
	if got := p.eval(strings.Replace(script, "BUBBLES", bubbles, 1) + `(` + strconv.Quote(form) + `)`); got != "" {
		p.t.Errorf("not drawn from left to right: %s", got)
	}
}

// drawn draws each letter of the page by itself, and holds it against one that no
// font has: a letter that looks like that is a box.
func (p *page) drawn() {
	p.t.Helper()
	const script = `(() => {
		const canvas = document.createElement("canvas");
		canvas.width = canvas.height = 48;
		const pen = canvas.getContext("2d", { willReadFrequently: true });
		const style = getComputedStyle(document.querySelector("#one .text"));
		const draw = (letter) => {
			pen.clearRect(0, 0, 48, 48);
			pen.font = "24px " + style.fontFamily;
			pen.textBaseline = "middle";
			pen.fillText(letter, 8, 24);
			return pen.getImageData(0, 0, 48, 48).data.join();
		};
		const nothing = draw("\u200b"), boxes = new Set(["\u0378", "\u{10ffff}", "\ufffd"].map(draw));
		const letters = new Set([...document.querySelector("#one .log").innerText]);
		return [...letters].filter(l => /[\p{L}\p{N}\p{P}\p{S}]/u.test(l) && (d => d === nothing || boxes.has(d))(draw(l))).join(" ");
	})()`
	if got := p.eval(script); got != "" {
		p.t.Errorf("no font has these letters: %s; install one (Debian: apt-get install fonts-noto-core fonts-noto-color-emoji)", got)
	}
}
