"""Reads what the program gave out with libraries that know nothing of it.

Usage: outside.py FOLDER, with feed.ics, certificate.pdf, ledger.xlsx, list.xlsx in it.
"""
import datetime
import pathlib
import sys

import icalendar
import ics
import openpyxl
import pypdf

folder = pathlib.Path(sys.argv[1])

text = (folder / "feed.ics").read_bytes()
calendar = icalendar.Calendar.from_ical(text)
events = [event for event in calendar.walk("VEVENT") if "外部读取班" in str(event["SUMMARY"])]
assert events, "no event of the class"
for event in events:
    assert event["UID"] and event["DTSTART"].dt < event["DTEND"].dt, event
    assert int(event["SEQUENCE"]) >= 0
assert any("专题辅导" in str(event["SUMMARY"]) for event in events), [str(event["SUMMARY"]) for event in events]
cancelled = [event for event in events if str(event.get("STATUS")) == "CANCELLED"]
assert len(cancelled) == 1 and int(cancelled[0]["SEQUENCE"]) > 0, "a lesson called off stays, with a higher SEQUENCE"
names = {event.name for event in ics.Calendar(text.decode()).events}
assert any("外部读取班" in name for name in names), names

page = pypdf.PdfReader(folder / "certificate.pdf").pages[0]
found = page.extract_text().replace("\n", "").replace(" ", "")
assert "外部读取班" in found and "准予结业" in found, found
fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
for font in fonts:
    below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    assert any(key in below for key in ("/FontFile", "/FontFile2", "/FontFile3")), "a font is not embedded"

sheet = openpyxl.load_workbook(folder / "ledger.xlsx").active
head, first = [list(row) for row in sheet.iter_rows(min_row=1, max_row=2, values_only=True)]
entry = dict(zip(head, first))
assert isinstance(entry["日期"], datetime.datetime), entry
assert isinstance(entry["学时"], (int, float)) and isinstance(entry["姓名"], str), entry

sheet = openpyxl.load_workbook(folder / "list.xlsx").active
head, first = [list(row) for row in sheet.iter_rows(min_row=2, max_row=3, values_only=True)]
line = dict(zip(head, first))
assert isinstance(line["签到"], datetime.datetime) and line["考勤"] in ("到课", "迟到"), line
print("read")
