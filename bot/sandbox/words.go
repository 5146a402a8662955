package sandbox

// words are the page's own words, in one language. The bot's words come from the bot.
type words struct {
	Lang string            `json:"lang"`
	Dir  string            `json:"dir"`
	Text map[string]string `json:"text"`
}

// T gives the word for a key; the key itself when there is none, so that a gap is seen.
func (w words) T(key string) string {
	if text := w.Text[key]; text != "" {
		return text
	}
	return key
}

// wordsFor gives the words for a value of ?ui=. Everything unknown is English.
func wordsFor(ui string) words {
	if ui == "ar" {
		return words{Lang: "ar", Dir: "rtl", Text: arabic()}
	}
	return words{Lang: "en", Dir: "ltr", Text: english()}
}

func english() map[string]string {
	return map[string]string{
		"title":        "Sandbox chat",
		"messages":     "Messages",
		"message":      "Message",
		"send":         "Send",
		"menu":         "Menu",
		"noCommands":   "The bot has set no commands.",
		"attach":       "Attach",
		"person":       "Person",
		"name":         "Name",
		"language":     "Language of the Telegram app",
		"languageHint": "A code such as en, ar or uk. Leave it empty when the app reports none.",
		"save":         "Save",
		"close":        "Close",
		"newPerson":    "New person",
		"block":        "Block the bot",
		"unblock":      "Unblock the bot",
		"blocked":      "You have blocked the bot. A message unblocks it.",
		"start":        "Start",
		"empty":        "No messages yet.",
		"you":          "You:",
		"bot":          "Bot:",
		"edited":       "edited",
		"edit":         "Edit",
		"cancelEdit":   "Cancel editing",
		"editing":      "You are editing a message.",
		"waiting":      "Waiting for the bot",
		"typing":       "The bot is typing…",
		"busy":         "The bot is working…",
		"connecting":   "No connection to the sandbox. Trying again…",
		"gone":         "That button is not there any more.",
		"failed":       "That did not work. Please try again.",
		"copied":       "Copied.",
		"other":        "The sandbox cannot do this button yet.",
		"openLink":     "The bot wants to open this link:",
		"keyboard":     "Keys the bot offers",
		"voice":        "Voice message",
		"photo":        "Photo",
		"sticker":      "Sticker",
		"document":     "Document",
		"location":     "Location",
		"contact":      "My contact",
		"otherContact": "Another person's contact",
		"noTelegram":   "Contact of somebody without Telegram",
		"video":        "Video",
		"video_note":   "Round video",
		"audio":        "Audio",
		"animation":    "Animation",
		"dice":         "Dice",
		"switchUI":     "العربية",
		"switchTo":     "ar",
	}
}

func arabic() map[string]string {
	return map[string]string{
		"title":        "محادثة تجريبية",
		"messages":     "الرسائل",
		"message":      "رسالة",
		"send":         "إرسال",
		"menu":         "القائمة",
		"noCommands":   "لم يحدد البوت أي أوامر.",
		"attach":       "إرفاق",
		"person":       "الشخص",
		"name":         "الاسم",
		"language":     "لغة تطبيق تيليجرام",
		"languageHint": "رمز مثل en أو ar أو uk. اتركه فارغًا إذا كان التطبيق لا يرسل لغة.",
		"save":         "حفظ",
		"close":        "إغلاق",
		"newPerson":    "شخص جديد",
		"block":        "حظر البوت",
		"unblock":      "إلغاء حظر البوت",
		"blocked":      "لقد حظرت البوت. إرسال رسالة يلغي الحظر.",
		"start":        "ابدأ",
		"empty":        "لا توجد رسائل بعد.",
		"you":          "أنت:",
		"bot":          "البوت:",
		"edited":       "معدّلة",
		"edit":         "تعديل",
		"cancelEdit":   "إلغاء التعديل",
		"editing":      "أنت تعدّل رسالة.",
		"waiting":      "في انتظار البوت",
		"typing":       "البوت يكتب…",
		"busy":         "البوت يعمل…",
		"connecting":   "لا يوجد اتصال. تجري المحاولة مرة أخرى…",
		"gone":         "هذا الزر لم يعد موجودًا.",
		"failed":       "لم ينجح ذلك. حاول مرة أخرى من فضلك.",
		"copied":       "تم النسخ.",
		"other":        "لا يمكن استعمال هذا الزر هنا بعد.",
		"openLink":     "يريد البوت فتح هذا الرابط:",
		"keyboard":     "أزرار يعرضها البوت",
		"voice":        "رسالة صوتية",
		"photo":        "صورة",
		"sticker":      "ملصق",
		"document":     "مستند",
		"location":     "موقع",
		"contact":      "جهة الاتصال الخاصة بي",
		"otherContact": "جهة اتصال شخص آخر",
		"noTelegram":   "جهة اتصال شخص ليس على تيليجرام",
		"video":        "فيديو",
		"video_note":   "فيديو دائري",
		"audio":        "ملف صوتي",
		"animation":    "صورة متحركة",
		"dice":         "نرد",
		"switchUI":     "English",
		"switchTo":     "en",
	}
}
