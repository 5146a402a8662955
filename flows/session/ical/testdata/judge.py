"""Judges a calendar file with two libraries, and prints what they read.

Reads the file from standard input. Prints one JSON object: for each library the
entries by UID, as [start in UTC, end in UTC, title, cancelled]. Exits 1 with a
message where one of them refuses the file.
"""

import datetime
import json
import sys

import icalendar
import vobject


def stamp(value):
    if value.tzinfo is None:
        raise ValueError("a time without a zone")
    return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def by_vobject(text):
    """It takes the zones from the file's own rules."""
    calendar = vobject.readOne(text)
    calendar.validate(raiseException=True)
    out = {}
    for event in calendar.contents.get("vevent", []):
        event.validate(raiseException=True)
        for alarm in event.contents.get("valarm", []):
            alarm.validate(raiseException=True)
            if not isinstance(alarm.trigger.value, datetime.timedelta):
                raise ValueError("an alarm without a duration")
        start = event.dtstart.value
        end = event.dtend.value if "dtend" in event.contents else start
        title = event.summary.value if "summary" in event.contents else ""
        out[event.uid.value] = [stamp(start), stamp(end), title, event.status.value == "CANCELLED"]
    return out


def by_icalendar(data):
    calendar = icalendar.Calendar.from_ical(data)
    zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}

    def utc(prop):
        value, zone = prop.dt, prop.params.get("TZID")
        if zone and str(zone) != "UTC":
            value = zones[str(zone)].localize(value.replace(tzinfo=None))
        return stamp(value)

    out = {}
    for event in calendar.walk("VEVENT"):
        if event.errors:
            raise ValueError(event.errors)
        if event.to_ical() == b"":
            raise ValueError("an empty entry")
        end = event["DTEND"] if "DTEND" in event else event["DTSTART"]
        out[str(event["UID"])] = [
            utc(event["DTSTART"]), utc(end), str(event.get("SUMMARY", "")), event["STATUS"] == "CANCELLED",
        ]
    return out


data = sys.stdin.buffer.read()
print(json.dumps({"vobject": by_vobject(data.decode("utf-8")), "icalendar": by_icalendar(data)}))
