package main

// eventHooks look at what the blocks of the guide about events say.
func eventHooks() map[string]hook {
	return map[string]hook{
		"events plan":   says(`^WE-\S+ is planned: Sat 2031-03-08 09:30, Ideas for our street\n`, ` 0/40 .*Ideas for our street\n1 events\n$`),
		"events people": says(`is planned: Sun 2031-03-09 10:00`, `(?m)^0 people; 0 have a place, with 0 children$`, `(?m)^0 people with a place, 0 teams, 0 without one$`, `(?m)^state +cancelled$`, `(?m)^places +50$`, `(?m)^title in uk +Ідеї`, `cancelled by Karin`),
	}
}
