package main

// eventHooks look at what the blocks of the guide about events say.
func eventHooks() map[string]hook {
	return map[string]hook{
		"events plan":   says(`^WE-\S+ is planned: Sat 2031-03-08 09:30, Ideas for our street\n`, ` 0/40 .*Ideas for our street\n1 events\n$`),
		"events people": says(`is planned: Sun 2031-03-09 10:00`, `(?m)^0 people; 0 have a place, with 0 children$`, `(?m)^0 people with a place, 0 teams, 0 without one$`, `(?m)^state +cancelled$`, `(?m)^places +50$`, `(?m)^title in uk +Ідеї`, `cancelled by Karin`),
	}
}

// announceHooks look at what the blocks of the guide about announcements say.
func announceHooks() map[string]hook {
	return map[string]hook{
		"announce new":  says(`^WE-\S+ is draft: Another room on Friday\n`, `(?s)en · English.*room 4.*العربية.*القاعة 4`, `(?m)^WE-\S+ is for \d+ (person|people)$`, `at least: write to fewer`),
		"announce show": says(`(?m)^state +counted$`, `(?m)^in ar, reviewed +مرحبا`, `room-uk.csv: 3 texts`, `(?m)^number,what,about,language,people$`, `WE-\S+ is cancelled: Another room on Friday\n$`),
	}
}
