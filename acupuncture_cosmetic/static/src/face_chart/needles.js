import { serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { x2ManyCommands } from "@web/core/orm_service";

/** Thinking about the rows: which needles a spot has, what a tap does to them. */

export const COPIED = ["gauge_mm", "length_mm", "depth_mm", "angle", "stimulation", "response"];
const ASIDE = ["kind", "retained", "client_agreed", "removal_due"];

/** A value of a row as a command tells it: days and times as texts. */
export function stored(value, type) {
    if (!(value instanceof luxon.DateTime)) {
        return value;
    }
    return type === "date" ? serializeDate(value) : serializeDateTime(value);
}

/** What another needle of the same point takes over from the one there. */
export function settingsOf(row) {
    return Object.fromEntries(
        [...COPIED, ...ASIDE].map((name) => [name, stored(row?.data[name], row?.fields[name]?.type)])
    );
}

export const SLANTS = ["oblique", "transverse"];

/** Whether a point is needled obliquely or transversely only. */
export function isSlanted({ facts }) {
    return facts.some(({ kind }) => ["over_lung", "oblique_only"].includes(kind));
}

export function rowId(row) {
    return row.resId || row._virtualId;
}

/** Spot key -> its rows. A row for both sides is found under left and right. */
export function rowsByKey(rows) {
    const found = new Map();
    for (const row of rows) {
        const { point_id: point, side, map } = row.data;
        if (point && map) {
            found.set(`free:${row.id}`, [row]);
        } else if (point) {
            for (const one of side === "both" ? ["left", "right"] : [side]) {
                const key = `${point.id}:${one}`;
                found.set(key, [...(found.get(key) || []), row]);
            }
        }
    }
    return found;
}

/** How many needles a row stands for: one, or what a plan's point will take. */
export function needlesOf(row, points, isPlan) {
    if (!isPlan) {
        return 1;
    }
    const point = points.get(row.data.point_id.id);
    return (point?.needles || 1) * (row.data.side === "both" ? 2 : 1);
}

/** Rows of zone and count, in the order of the zones, without the empty ones. */
export function countByZone(rows, points, zones, isPlan) {
    const counts = new Map(zones.map(([zone]) => [zone, 0]));
    for (const row of rows) {
        if (row.data.point_id) {
            const zone = row.data.zone;
            counts.set(zone, (counts.get(zone) || 0) + needlesOf(row, points, isPlan));
        }
    }
    return [...counts].filter(([, count]) => count);
}

function isFace(zone) {
    return zone.startsWith("face");
}

/**
 * How a new needle is set: as at this point last time, else as the needle before it in
 * the same part, else as usual. Never deeper than the point allows.
 */
export function settingsFor(point, side, { rows, ghosts, needles, kind = "" }) {
    const alike = ghosts.filter((ghost) => (ghost.kind || "") === kind);
    const last =
        alike.find((ghost) => ghost.point_id === point.id && ghost.side === side) ||
        alike.find((ghost) => ghost.point_id === point.id);
    const before = rows.findLast(
        ({ data }) =>
            (data.kind || "") === kind &&
            (data.zone === point.zone || (isFace(data.zone || "") && isFace(point.zone)))
    )?.data;
    // A press needle is no thin filiform one: its size is that of the one before, or told.
    const values = { stimulation: "none", ...(kind ? {} : needles[point.zone]) };
    for (const source of [before, last]) {
        for (const name of source ? COPIED : []) {
            if (source[name]) {
                values[name] = source[name];
            }
        }
    }
    if (point.depth_max && values.depth_mm > point.depth_max) {
        values.depth_mm = point.depth_max;
    }
    if (point.angle && !last?.angle) {
        values.angle = point.angle;
    }
    if (isSlanted(point) && !SLANTS.includes(values.angle)) {
        values.angle = SLANTS.includes(point.angle) ? point.angle : "oblique";
    }
    if (before?.lot_id) {
        values.lot_id = before.lot_id;
    }
    return values;
}

/** The sides a tap speaks of; some points are needled on one side at a time. */
export function sidesOf(side, both, point) {
    if (side === "mid") {
        return ["mid"];
    }
    const alone = point?.facts.some(({ kind }) => kind === "one_side");
    return both && !alone ? ["left", "right"] : [side];
}

/** Commands that needle a point on some sides, where it is not needled yet. */
export function placeCommands(point, sides, chart, told = {}) {
    const open = sides.filter((side) => !chart.byKey.has(`${point.id}:${side}`));
    const sequence = chart.rows.reduce((top, row) => Math.max(top, row.data.sequence || 0), 0);
    const create = (side, nth) =>
        x2ManyCommands.create(false, {
            point_id: { id: point.id, display_name: point.name },
            side,
            zone: point.zone,
            sequence: sequence + nth,
            ...settingsFor(point, side, chart),
            ...told,
        });
    if (!chart.isPlan) {
        return open.flatMap((side, i) =>
            Array.from({ length: point.needles }, (_, n) => create(side, i * point.needles + n + 1))
        );
    }
    const dropped = chart.dropped.find((row) => row.data.point_id.id === point.id);
    if (dropped && open.length) {
        const side = open.length === 2 ? "both" : open[0];
        return [x2ManyCommands.update(rowId(dropped), { side, [chart.dropField]: false })];
    }
    if (open.length === 2) {
        return [create("both", 1)];
    }
    return open.map((side) => {
        const other = chart.byKey.get(`${point.id}:${side === "left" ? "right" : "left"}`);
        return other && side !== "mid"
            ? x2ManyCommands.update(rowId(other[0]), { side: "both" })
            : create(side, 1);
    });
}

function away(row, { dropField }) {
    return dropField && row.resId
        ? x2ManyCommands.update(row.resId, { [dropField]: true })
        : x2ManyCommands.delete(rowId(row));
}

/**
 * Commands that take a point's needles away on some sides. A plan keeps what it drops,
 * where it has a field to say so.
 */
export function removeCommands(point, sides, chart) {
    const commands = new Map();
    for (const side of sides) {
        for (const row of chart.byKey.get(`${point.id}:${side}`) || []) {
            const keepsOther = row.data.side === "both" && sides.length === 1;
            commands.set(
                rowId(row),
                keepsOther
                    ? x2ManyCommands.update(rowId(row), {
                          side: side === "left" ? "right" : "left",
                      })
                    : away(row, chart)
            );
        }
    }
    return [...commands.values()];
}
