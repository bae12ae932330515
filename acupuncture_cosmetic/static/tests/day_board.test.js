import { advanceTime, describe, expect, press, queryAllTexts, queryRect, test, waitFor } from "@odoo/hoot";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { waitForChannels } from "@bus/../tests/bus_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { inLanes, shownHours, snapped } from "../src/day_board/day_layout";

describe.current.tags("acupuncture");

class Session extends models.Model {
    _name = "acupuncture.session";
    name = fields.Char();
    _records = [{ id: 1, name: "Clara Client" }];
}

defineMailModels();
defineModels([Session]);

const CARD = {
    client: "Clara Client",
    name: "Clara",
    when: "Mon 2 Mar 10:00",
    state: "confirmed",
    state_label: "confirmed",
    kind: "treatment",
    visit: "Visit 4 of 12",
    practitioner: 7,
    room: 9,
    light: "amber",
    light_text: "Practitioner must review.",
    missing: [{ kind: "forms", text: "Health history: It is missing" }],
    waiting: false,
    overdue: false,
    undelivered: false,
    movable: true,
    step: { verb: "action_arrive", label: "Arrived" },
};
const COLUMNS = [
    { id: 7, name: "Paula", role: "practitioner", mine: true, hours: [[480, 1020]] },
    { id: 8, name: "Peter", role: "practitioner", mine: false, hours: [[480, 1020]] },
    { id: 9, name: "Room 1", role: "room", mine: false, hours: [[480, 1020]] },
];

const card = (id, start, values = {}) => ({ ...CARD, id, start, stop: start + 60, ...values });

async function open(values = {}) {
    const day = {
        day: "2026-03-02",
        today: "2026-03-02",
        now: 570,
        cards: [card(1, 600), card(2, 720, { practitioner: 8, name: "Otto" })],
        earlier: [],
        columns: COLUMNS,
        undelivered: 0,
        late_jobs: false,
        can_book: true,
        can_set_up: false,
        ...values,
    };
    onRpc("acupuncture.day", "read_day", () => {
        expect.step("read");
        return day;
    });
    await mountView({
        type: "acupuncture_day",
        resModel: "acupuncture.session",
        arch: `<acupuncture_day/>`,
        selectRecord: (id) => expect.step(`open ${id}`),
    });
    await expect.waitForSteps(["read"]);
    return day;
}

test("cards stand side by side where they meet, and alone where they do not", () => {
    const lanes = inLanes([card(1, 600), card(2, 630), card(3, 660), card(4, 800)]);
    expect(lanes.map(({ card, lane, lanes }) => [card.id, lane, lanes])).toEqual([
        [1, 0, 2],
        [2, 1, 2],
        [3, 0, 2],
        [4, 0, 1],
    ]);
    expect(shownHours([{ hours: [[490, 700]] }], [card(1, 1010)])).toEqual([8, 18]);
    expect(shownHours([], [])).toEqual([8, 18]);
    expect(snapped(608)).toBe(615);
});

test.tags("desktop");
test("a day has columns, a line of now, and words on every sign", async () => {
    await open();
    expect(queryAllTexts(".o_acu_head")).toEqual(["Paula", "Peter"]);
    expect(".o_acu_now").toHaveCount(2);
    expect(".o_acu_now_time").toHaveText("09:30");
    expect(".o_acu_card[data-id='1']").toHaveText(/10:00\s*Clara\s*Room 1\s*Visit 4 of 12\s*Arrived/);
    expect(".o_acu_card[data-id='1'] [data-kind=forms]").toHaveAttribute(
        "aria-label",
        "Health history: It is missing"
    );
    expect(".o_acu_card[data-id='1'] .fa-exclamation-triangle").toHaveAttribute(
        "title",
        "Amber: Practitioner must review."
    );
    const hour = queryRect(".o_acu_column[data-id='7']").height / 9;
    const down = queryRect(".o_acu_place[data-id='1']").top - queryRect(".o_acu_column[data-id='7']").top;
    expect(Math.abs(down - 2 * hour)).toBeLessThan(6);
});

test.tags("desktop");
test("by room, and one's own alone", async () => {
    await open();
    await contains(".o_acu_by button:contains(Rooms)").click();
    expect(queryAllTexts(".o_acu_head")).toEqual(["Room 1"]);
    expect(".o_acu_card").toHaveCount(2);
    await contains(".o_acu_by button:contains(People)").click();
    await contains(".o_acu_mine").click();
    expect(queryAllTexts(".o_acu_head")).toEqual(["Paula"]);
    expect(".o_acu_card").toHaveCount(1);
    await contains(".o_acu_mine").click();
});

test.tags("desktop");
test("by keyboard: from card to card, into the session, and its next step", async () => {
    mockService("action", {
        doActionButton({ name, resId }) {
            expect.step(`${name} ${resId}`);
        },
    });
    await open();
    await contains(".o_acu_card[data-id='1']").focus();
    await press("ArrowRight");
    expect(".o_acu_card[data-id='2']").toBeFocused();
    await press("Enter");
    await press("Tab");
    expect(".o_acu_card[data-id='2'] .o_acu_step").toBeFocused();
    await press("Enter");
    await animationFrame();
    await expect.waitForSteps(["open 2", "action_arrive 2", "read"]);
});

test.tags("desktop");
test("a card is dragged to another hour and person", async () => {
    onRpc("acupuncture.day", "move_session", ({ args }) => {
        expect.step(args);
        return true;
    });
    await open();
    const { moveTo, drop } = await contains(".o_acu_place[data-id='1']").drag();
    const { width } = queryRect(".o_acu_column[data-id='8']");
    const hour = queryRect(".o_acu_column[data-id='7']").height / 9;
    await moveTo(".o_acu_column[data-id='8']", { position: { x: width / 2, y: 5.5 * hour }, relative: true });
    await animationFrame();
    expect(".o_acu_column[data-id='8'] .o_acu_drop").toHaveCount(1);
    await drop();
    await animationFrame();
    const [id, day, minute, who] = [1, "2026-03-02", 780, 8];
    await expect.waitForSteps([[id, day, minute, who], "read"]);
});

test.tags("desktop");
test("an empty hour is booked with a click", async () => {
    onRpc("acupuncture.day", "action_book", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    await open();
    const hour = queryRect(".o_acu_column[data-id='7']").height / 9;
    await contains(".o_acu_column[data-id='7']").click({ position: { x: 20, y: 0.3 * hour }, relative: true });
    await animationFrame();
    const place = { day: "2026-03-02", minute: 495, practitioner_id: 7 };
    await expect.waitForSteps([[place, false], "read"]);
});

test.tags("desktop");
test("what the bus tells is read again", async () => {
    const day = await open();
    day.cards = [card(1, 600, { state: "arrived", waiting: 0 })];
    await waitForChannels(["acupuncture_day"]);
    MockServer.env["bus.bus"]._sendone("acupuncture_day", "acupuncture_day", {});
    await animationFrame();
    await advanceTime(500);
    await waitFor(".o_acu_card_standing", { timeout: 2000 });
    await expect.waitForSteps(["read"]);
    expect(".o_acu_card_standing").toHaveText("just arrived");
});

test.tags("desktop");
test("minutes pass: who waits waits longer, and the line moves on", async () => {
    mockDate("2026-03-02 08:30:00");
    await open({ cards: [card(1, 600, { state: "arrived", waiting: 3 })] });
    expect(".o_acu_card_standing").toHaveText("waiting 3 min");
    await advanceTime(120_000);
    await animationFrame();
    expect(".o_acu_card_standing").toHaveText("waiting 5 min");
    expect(".o_acu_now_time").toHaveText("09:32");
});

test.tags("desktop");
test("on top stands what earlier days left open and what was not delivered", async () => {
    mockService("action", {
        doAction(action) {
            expect.step(action);
        },
    });
    const step = { verb: "action_open_chart", label: "Open Chart" };
    const left = card(4, 0, { state: "in_treatment", needles_in: true, step });
    await open({ earlier: [left], undelivered: 2 });
    expect(".o_acu_earlier").toHaveText(/Needles still in: Clara Client, Mon 2 Mar 10:00\s*Open Chart/);
    expect(".o_acu_undelivered").toHaveText(/2 messages to clients/);
    await contains(".o_acu_undelivered button").click();
    await expect.waitForSteps(["acupuncture_cosmetic.delivery_action"]);
});

test.tags("desktop");
test("an empty day says so, and an empty clinic says what to do first", async () => {
    await open({ cards: [] });
    expect(".o_acu_empty").toHaveText(/Nobody is booked today/);
    expect(".o_acu_column").toHaveCount(2);
});

test.tags("desktop");
test("a clinic without practitioners leads its manager to them", async () => {
    await open({ cards: [], columns: [], can_set_up: true });
    expect(".o_acu_empty").toHaveText(/Nobody treats here yet/);
    expect(".o_acu_empty .btn").toHaveText("Add a Practitioner");
    expect(".o_acu_column").toHaveCount(0);
});

test.tags("mobile");
test("on a phone the day is one list, with the line of now between", async () => {
    await open({ cards: [card(1, 540), card(2, 600, { name: "Otto" })] });
    expect(".o_acu_column").toHaveCount(0);
    expect(".o_acu_list > *").toHaveCount(3);
    expect(".o_acu_list > :nth-child(2)").toHaveText("09:30");
});
