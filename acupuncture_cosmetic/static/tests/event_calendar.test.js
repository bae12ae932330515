import { describe, expect, test } from "@odoo/hoot";
import { AttendeeCalendarModel } from "@calendar/views/attendee_calendar/attendee_calendar_model";

describe.current.tags("desktop", "acupuncture");

test("an appointment that may not be dragged there goes back", async () => {
    const model = Object.create(AttendeeCalendarModel.prototype);
    Object.assign(model, {
        data: { records: { 1: { rawRecord: {} } } },
        meta: { resModel: "calendar.event", context: {} },
        buildRawRecord: () => ({ start: "2026-03-08 02:00:00" }),
        load: () => expect.step("loaded"),
    });
    model.orm = { write: () => Promise.reject(new Error("Nobody works then")) };
    await expect(model.updateRecord({ id: 1 })).rejects.toThrow("Nobody works then");
    await expect.waitForSteps(["loaded"]);
});
