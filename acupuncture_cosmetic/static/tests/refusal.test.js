import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { WarningDialog } from "@web/core/errors/error_dialogs";
import { splitRefusal } from "@acupuncture_cosmetic/refusal/refusal";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

describe.current.tags("desktop", "acupuncture");
defineMailModels();

const TAKEN = "Dr. A. Nadel is already booked from Mon 10:00 to 11:15. Next free: Mon 11:30.";
const OURS = 'File "/odoo/http.py", line 1\nFile "/x/acupuncture_cosmetic/models/a.py", line 2, in b';

async function refuse(message, debug, exceptionName = "odoo.exceptions.UserError") {
    await mountWithCleanup(MainComponentsContainer);
    const data = { arguments: [message], debug };
    getService("dialog").add(WarningDialog, { exceptionName, data, message });
    await animationFrame();
}

test("the first sentence is the title, unless it is none", () => {
    expect(splitRefusal(TAKEN)).toEqual({
        title: "Dr. A. Nadel is already booked from Mon 10:00 to 11:15.",
        text: "Next free: Mon 11:30.",
    });
    const long = `${"Too long ".repeat(20)}. Shorter.`;
    for (const message of ["Choose a course of this client.", "A list\n- of. Things", long]) {
        expect(splitRefusal(message)).toEqual({ title: "", text: message });
    }
    expect(splitRefusal("3.5 mm is too deep. Take 2.5 mm.").title).toBe("3.5 mm is too deep.");
});

test("what the clinic refuses says why in its title", async () => {
    await refuse(TAKEN, OURS);
    expect(".modal-title").toHaveText("Dr. A. Nadel is already booked from Mon 10:00 to 11:15.");
    expect(".modal-body").toHaveText("Next free: Mon 11:30.");
});

test("a single sentence stays whole", async () => {
    await refuse("Choose a course of this client.", OURS, "odoo.exceptions.ValidationError");
    expect(".modal-title").toHaveText("Please note");
    expect(".modal-body").toHaveText("Choose a course of this client.");
});

test("what Odoo refuses is told as ever", async () => {
    await refuse(TAKEN, 'File "/odoo/addons/sale/models/sale_order.py", line 7');
    expect(".modal-title").toHaveText("Invalid Operation");
    expect(".modal-body").toHaveText(TAKEN);
});
