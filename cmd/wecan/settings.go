package main

import (
	"cmp"
	"log/slog"
	"net"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/bot/telegram"
	"wecan/store"
)

// logFlags, programmeFlags, storeFlags and serviceFlags are the settings, in
// groups that commands share. Their defaults stand in the functions that read
// them.
type (
	logFlags struct {
		Config    *string `setting:"" placeholder:"FILE" help:"A file with settings, one NAME=VALUE a line."`
		LogLevel  *string `setting:"" placeholder:"LEVEL" help:"What is logged: debug, info, warn, error; default info."`
		LogFormat *string `setting:"" placeholder:"FORMAT" help:"How it is logged: text or json; default text."`
	}
	programmeFlags struct {
		Programme *string `setting:"" placeholder:"FILE" help:"The programme file of your organisation; default: a built-in example."`
		Flows     *string `setting:"" placeholder:"FOLDER" help:"A folder with flows (*.yaml) and translations (po) of your own, which add to the built-in ones or stand in for them."`
		Audio     *string `setting:"" placeholder:"FOLDER" help:"A folder of recorded voices, sent before the text of their step: <language>/<flow>.<step>.ogg; default: none."`
	}
	storeFlags struct {
		RedisURL          *string `setting:"" placeholder:"URL" help:"Where Redis is: redis://host:6379/0, rediss://, unix:///path, redis+sentinel://, redis+cluster://."`
		RedisWait         *string `setting:"" placeholder:"N" help:"Replicas that must have each write: auto or a number; default auto."`
		MasterKeyFile     *string `setting:"" placeholder:"FILE" help:"The key that seals what people tell. Make one with: wecan key."`
		TelegramTokenFile *string `setting:"" placeholder:"FILE" help:"The bot's token, from @BotFather."`
		Journal           *string `setting:"" placeholder:"N" help:"Turns kept for wecan explain, in all; default 20000; 0 keeps none."`
	}
	serviceFlags struct {
		TelegramAPIURL     *string `name:"telegram-api-url" setting:"" placeholder:"URL" help:"The Bot API server; default https://api.telegram.org."`
		TelegramWebhookURL *string `name:"telegram-webhook-url" setting:"" placeholder:"URL" help:"Where Telegram reaches this bot, as https://bot.example.org; default: none, the bot polls."`
		Listen             *string `setting:"" placeholder:"ADDRESS" help:"Where health, metrics and the webhook are served; default :8080; empty: nowhere."`
		BulkRate           *string `setting:"" placeholder:"N" help:"Messages a second at which news goes to many people, the same for all processes; default 25."`
		StopBudget         *string `setting:"" placeholder:"TIME" help:"How long a stop may take; default 10s."`
	}
	mattermostFlags struct {
		MattermostURL              *string `name:"mattermost-url" aliases:"mattermost" setting:"" placeholder:"URL" help:"The Mattermost server where the team works, as people open it; default: none."`
		MattermostTokenFile        *string `setting:"" placeholder:"FILE" help:"The access token of the bot's account at Mattermost."`
		MattermostCallbackURL      *string `name:"mattermost-callback-url" setting:"" placeholder:"URL" help:"Where Mattermost reaches this bot, as https://bot.example.org: for buttons and the slash command."`
		MattermostCommandTokenFile *string `setting:"" placeholder:"FILE" help:"The token of the slash command /wecan; of several teams one a line. Default: none, the command is refused."`
	}
)

// settings are those of all commands. A command reads the groups it needs.
type settings struct {
	LogLevel  slog.Level
	LogFormat string

	ProgrammeFile string // "" for the example
	Programme     []byte // nil for the example
	FlowsDir      string // "" for none
	Audio         string // a folder; "" for none
	Pseudo        bool   // offer the pseudo-locales too
	Trial         bool   // add the demo's own flow
	DemoChat      bool   // a team works at the demo's Mattermost

	RedisURL  redisURL
	RedisWait int // -1: as Redis says
	Key       store.MasterKey
	Token     telegram.Token
	Bot       int64 // the bot's id, from the token
	Journal   int   // as store.Options has it

	Mattermost mattermostSettings

	APIURL     string
	WebhookURL string // "" polls
	Listen     string // "" for none
	BulkRate   int    // messages a second, as bot.Options has it
	StopBudget time.Duration
}

// redisURL never prints, because it may hold a password.
type redisURL string

const hiddenURL = "(Redis URL)"

func (redisURL) String() string       { return hiddenURL }
func (redisURL) GoString() string     { return hiddenURL }
func (redisURL) LogValue() slog.Value { return slog.StringValue(hiddenURL) }

const memoryURL = "memory:"

func (r *readings) log(s *settings, level string) {
	s.LogFormat = r.choice("WECAN_LOG_FORMAT", "text", "json")
	text, ok := r.text("WECAN_LOG_LEVEL", level)
	if ok && (s.LogLevel.UnmarshalText([]byte(text)) != nil || strings.ContainsAny(text, "+-")) {
		r.wrong("WECAN_LOG_LEVEL is %q. Set it to debug, info, warn or error.", text)
	}
}

// choice is one of some words, the first by default.
func (r *readings) choice(name string, words ...string) string {
	text, ok := r.text(name, words[0])
	if ok && !slices.Contains(words, text) {
		r.wrong("%s is %q. Set it to %s.", name, text, strings.Join(words, " or "))
	}
	return text
}

func (r *readings) programme(s *settings) {
	r.flows(s)
	r.audio(s)
	text, ok := r.text("WECAN_PROGRAMME", "")
	if !ok || text == "" {
		return
	}
	data, err := os.ReadFile(text)
	if err != nil {
		r.wrong("WECAN_PROGRAMME names a file that cannot be read: %v.", err)
		return
	}
	s.ProgrammeFile, s.Programme = text, append([]byte{}, data...) // empty, not nil: that would be the example
}

func (r *readings) flows(s *settings) {
	text, ok := r.text("WECAN_FLOWS", "")
	if !ok || text == "" {
		return
	}
	if err := checkFolder(text); err != nil {
		r.wrong("WECAN_FLOWS %v.", err)
	}
	s.FlowsDir = text
}

func (r *readings) audio(s *settings) {
	text, ok := r.text("WECAN_AUDIO", "")
	if !ok || text == "" {
		return
	}
	if _, err := os.ReadDir(text); err != nil {
		r.wrong("WECAN_AUDIO names a folder that cannot be read: %v.", err)
	}
	s.Audio = text
}

// store reads what is needed to open the store.
func (r *readings) store(s *settings) {
	r.redis(s)
	r.token(s)
	r.masterKey(s)
	s.Journal = r.number("WECAN_JOURNAL", 20000)
	if s.Journal == 0 {
		s.Journal = -1
	}
}

// masterKey reads the master key. For a store that nothing outlives a missing
// one is made up.
func (r *readings) masterKey(s *settings) {
	text, ok := r.text("WECAN_MASTER_KEY", "")
	switch {
	case !ok:
	case text == "" && s.RedisURL == memoryURL:
		r.newKey(s)
	case text == "":
		r.wrong("WECAN_MASTER_KEY is missing. Make a key with: wecan key. Keep it safe, and set WECAN_MASTER_KEY_FILE to a file that holds it.")
	default:
		key, err := store.ParseMasterKey(text)
		if err != nil {
			r.wrong("WECAN_MASTER_KEY does not hold a key as wecan key prints it. Was it cut, or wrapped into lines?")
		}
		s.Key = key
	}
}

func (r *readings) newKey(s *settings) {
	key, err := store.NewMasterKey()
	if err != nil {
		r.wrong("A master key could not be made: %v.", err)
	}
	s.Key = key
}

func (r *readings) redis(s *settings) {
	const name = "WECAN_REDIS_URL"
	text, ok := r.text(name, "")
	s.RedisURL = redisURL(text)
	scheme, _, _ := strings.Cut(text, ":")
	schemes := []string{"redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster"}
	switch {
	case !ok:
	case text == "":
		r.wrong("%s is missing. Set it to where Redis is, for example redis://127.0.0.1:6379/0.", name)
	case text != memoryURL && !slices.Contains(schemes, scheme):
		r.wrong("%s does not begin with one of %s. Set it for example to redis://127.0.0.1:6379/0.", name, strings.Join(schemes, ", "))
	case r.fromFlag[name] && hasPassword(text):
		r.wrong("--redis-url holds a password, which other users of this machine can see. Set %s or %s_FILE instead.", name, name)
	}
	wait, _ := r.text("WECAN_REDIS_WAIT", "auto")
	if s.RedisWait = -1; wait == "auto" {
		return
	}
	n, err := strconv.Atoi(wait)
	if err != nil || n < 0 || n > 100 {
		r.wrong("WECAN_REDIS_WAIT is %q. Set it to auto or to a number of replicas, 0 or more.", wait)
		return
	}
	s.RedisWait = n
}

func hasPassword(raw string) bool {
	_, rest, _ := strings.Cut(raw, "//")
	host, _, _ := strings.Cut(rest, "/")
	return strings.Contains(host, "@")
}

func (r *readings) token(s *settings) {
	text, ok := r.text("WECAN_TELEGRAM_TOKEN", "")
	if !ok {
		return
	}
	if text == "" {
		r.wrong("WECAN_TELEGRAM_TOKEN is missing. Set WECAN_TELEGRAM_TOKEN_FILE to a file with the token that @BotFather gave you.")
		return
	}
	s.Token = telegram.Token(text)
	id, err := telegram.BotID(s.Token)
	if err != nil {
		r.wrong("WECAN_TELEGRAM_TOKEN is not of the form 123456:letters-and-digits. Set it to what @BotFather gave you.")
	}
	s.Bot = id
}

// service reads what only a running service needs.
func (r *readings) service(s *settings) {
	s.APIURL = r.address("WECAN_TELEGRAM_API_URL", telegram.DefaultBaseURL)
	s.WebhookURL = r.address("WECAN_TELEGRAM_WEBHOOK_URL", "")
	if u, err := url.Parse(s.WebhookURL); err == nil && u.Scheme == "http" && !isLoopback(u.Hostname()) {
		r.wrong("WECAN_TELEGRAM_WEBHOOK_URL begins with http, so others could read what people write. Set it to an address that begins with https.")
	}
	s.Listen = r.listen(listenSetting, ":8080")
	if s.WebhookURL != "" && s.Listen == "" {
		r.wrong("WECAN_TELEGRAM_WEBHOOK_URL is set, but WECAN_LISTEN is empty. Set WECAN_LISTEN, for example to :8080.")
	}
	r.bulkRate(s)
	r.budget(s)
}

// bulkMost is what Telegram takes from a bot that pays for it
// (https://core.telegram.org/bots/faq#broadcasting-to-users).
const bulkMost = 1000

func (r *readings) bulkRate(s *settings) {
	text, ok := r.text("WECAN_BULK_RATE", "25")
	n, err := strconv.Atoi(text)
	if ok && (err != nil || n < 1 || n > bulkMost) {
		r.wrong("WECAN_BULK_RATE is %q. Set it to a number from 1 to %d, as 25.", text, bulkMost)
	}
	s.BulkRate = n
}

// A stop needs some seconds in any case: confirming the last updates at
// Telegram takes up to three, and the store is told last.
const (
	stopLeast = 5 * time.Second
	stopMost  = 10 * time.Minute
)

func (r *readings) budget(s *settings) {
	text, ok := r.text("WECAN_STOP_BUDGET", "10s")
	d, err := time.ParseDuration(text)
	if ok && (err != nil || d < stopLeast || d > stopMost) {
		r.wrong("WECAN_STOP_BUDGET is %q. Set it to a time from 5s to 10m, as 10s.", text)
	}
	s.StopBudget = d
}

// address is a web address, without anything behind its path.
func (r *readings) address(name, std string) string {
	text, ok := r.text(name, std)
	if !ok || text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		r.wrong("%s is not a plain web address. Set it for example to %s.", name, cmp.Or(std, "https://bot.example.org"))
	}
	return strings.TrimRight(text, "/")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// isPrivate says whether an address is within one's own network: also a name
// without a dot, as of another container.
func isPrivate(host string) bool {
	ip := net.ParseIP(host)
	return isLoopback(host) || ip != nil && ip.IsPrivate() || ip == nil && !strings.Contains(host, ".")
}

// listen is where to listen; set to nothing it is nowhere.
func (r *readings) listen(name, std string) string {
	if text, given := r.given[name]; given && text == "" {
		return ""
	}
	text, ok := r.text(name, std)
	if !ok {
		return ""
	}
	_, port, err := net.SplitHostPort(text)
	if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || n < 0 || n > 65535 {
		r.wrong("%s is %q. Set it to an address with a port, as :8080 or 127.0.0.1:8080.", name, text)
	}
	return text
}

// number is a whole number, 0 or more.
func (r *readings) number(name string, std int) int {
	text, ok := r.text(name, strconv.Itoa(std))
	n, err := strconv.Atoi(text)
	if ok && (err != nil || n < 0) {
		r.wrong("%s is %q. Set it to a number, 0 or more.", name, text)
	}
	return n
}
