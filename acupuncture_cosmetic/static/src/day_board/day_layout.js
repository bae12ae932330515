/** Where cards stand on a day with a clock. Minutes count from midnight. */

export const LEAST_MINUTES = 30; // a card is never too flat to be read and touched
const DEFAULT_HOURS = [8, 18];
const DAY_HOURS = 24;

/**
 * Return the first and the last hour to show: all open hours and all cards lie between.
 *
 * @param {{hours: [number, number][]}[]} columns
 * @param {{start: number, stop: number}[]} cards
 */
export function shownHours(columns, cards) {
    const spans = [
        ...columns.flatMap((column) => column.hours),
        ...cards.map((card) => [card.start, Math.max(card.stop, card.start + LEAST_MINUTES)]),
    ];
    if (!spans.length) {
        return DEFAULT_HOURS;
    }
    const first = Math.floor(Math.min(...spans.map((span) => span[0])) / 60);
    const last = Math.ceil(Math.max(...spans.map((span) => span[1])) / 60);
    return [first, Math.min(Math.max(last, first + 1), DAY_HOURS)];
}

/**
 * Return the cards of one column, each with its lane and how many lanes stand side by side.
 *
 * @param {{start: number, stop: number}[]} cards
 */
export function inLanes(cards) {
    const placed = [];
    let together = [];
    let until = -1;
    const settle = () => {
        const lanes = Math.max(0, ...together.map((each) => each.lane + 1));
        placed.push(...together.map((each) => ({ ...each, lanes })));
        together = [];
    };
    for (const card of [...cards].sort((a, b) => a.start - b.start || a.id - b.id)) {
        if (card.start >= until) {
            settle();
        }
        const end = Math.max(card.stop, card.start + LEAST_MINUTES);
        const taken = together.filter((each) => each.end > card.start).map((each) => each.lane);
        let lane = 0;
        while (taken.includes(lane)) {
            lane++;
        }
        together.push({ card, end, lane });
        until = Math.max(until, end);
    }
    settle();
    return placed;
}

/**
 * Return the columns that have something to say: who is there that day, or is booked.
 *
 * @param {Object} day as the server tells it
 * @param {"practitioner"|"room"} by
 * @param {boolean} mine
 */
export function shownColumns(day, by, mine) {
    const booked = new Set(day.cards.map((card) => card[by]));
    const columns = day.columns.filter(
        (column) => column.role === by && (column.hours.length || booked.has(column.id))
    );
    if (by === "room" && booked.has(false)) {
        columns.push({ id: false, role: by, name: false, hours: [], mine: false });
    }
    return mine && by === "practitioner" ? columns.filter((column) => column.mine) : columns;
}

/** Return the minute nearest to a height, on quarters of an hour. */
export function snapped(minute) {
    return Math.round(minute / 15) * 15;
}
