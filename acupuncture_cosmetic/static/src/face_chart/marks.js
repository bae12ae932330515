import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { serializeDate } from "@web/core/l10n/dates";
import { x2ManyCommands } from "@web/core/orm_service";
import { alongLine, lengthOf, mirrored, pointNear, sideAt } from "./free_places";
import { nearest, spotsOf } from "./geometry";
import { rowId, settingsFor } from "./needles";

const { DateTime } = luxon;
const USUAL_STAY = 3; // days
const USUAL_LINE = 5; // needles
const MOST = 40; // needles along one line
const SHORT = 20; // units; a line shorter than that was a tap
const CLOSE = 14; // units; that near to a point, what is known of it is told
const MOVED = 6;
const LINE = "LINE";

export function kindsOfNeedles() {
    return [
        ["", _t("Filiform")],
        ["press", _t("Press needle")],
        ["intradermal", _t("Intradermal")],
    ];
}

/** The day until which a needle usually stays, as an input of the browser writes it. */
export function usualStay() {
    return serializeDate(DateTime.local().plus({ days: USUAL_STAY }));
}

/** What a point says of the lung below it, and around it. */
function lungOf(point) {
    return point ? point.facts.filter(({ kind }) => kind === "over_lung") : [];
}

/** The spots of needles that have a place of their own, on one drawing. */
export function freeSpots(rows, map, points) {
    return rows
        .filter((row) => row.data.map === map)
        .map((row) => ({
            id: `free:${row.id}`,
            key: `free:${row.id}`,
            nth: 0,
            point: points.get(row.data.point_id.id),
            side: row.data.side,
            x: row.data.map_x,
            y: row.data.map_y,
            row,
        }))
        .filter((spot) => spot.point);
}

/** The lines of a drawing, each as the points of a polyline. */
export function linesOf(spots) {
    const lines = new Map();
    for (const { row, x, y } of spots) {
        const number = row?.data.line_no;
        if (number) {
            lines.set(number, [...(lines.get(number) || []), `${x},${y}`]);
        }
    }
    return [...lines].map(([number, places]) => ({ number, points: places.join(" ") }));
}

/**
 * Needles placed anywhere, alone or along a line, and which kind the next one is.
 *
 * @param chart the face chart
 */
export function useMarks(chart) {
    let grabbed = null; // a mark under the finger
    let isSpent = false; // a drag was no tap

    const marks = useState({
        tool: "points",
        markId: null,
        count: USUAL_LINE,
        kind: "",
        agreed: false,
        until: usualStay(),
        line: null, // being drawn

        get free() {
            return [...chart.catalogue.value.points.values()].filter((point) => point.free);
        },
        get choices() {
            return marks.free.filter((point) => point.code !== LINE);
        },
        get point() {
            const wanted = marks.tool === "line" ? (one) => one.code === LINE : (one) => one.id === marks.markId;
            return marks.free.find(wanted) || marks.free[0];
        },
        /** What each new needle says of its kind. */
        get extras() {
            if (!marks.kind) {
                return {};
            }
            const stays = marks.agreed && marks.until;
            return {
                kind: marks.kind,
                ...(stays
                    ? { retained: true, client_agreed: true, removal_due: marks.until }
                    : {}),
            };
        },
        use(tool, point) {
            marks.tool = tool;
            marks.markId = point?.id || marks.markId || marks.choices[0]?.id;
        },
        choose(id) {
            marks.markId = Number(id);
        },
        setCount(text) {
            marks.count = Math.min(MOST, Math.max(2, parseInt(text, 10) || USUAL_LINE));
        },

        onPointerdown(ev) {
            grabbed = null;
            isSpent = false;
            if (marks.tool === "points" || !ev.isPrimary || ev.button) {
                return false;
            }
            const { x, y } = chart.placeAt(ev);
            const spot = chart.spotAt(ev);
            if (spot?.row) {
                grabbed = { spot, x, y };
            } else if (marks.tool === "line") {
                marks.line = { map: chart.state.map, x, y, toX: x, toY: y };
                return true;
            }
            return false;
        },
        onPointermove(ev) {
            if (marks.line) {
                const { x: toX, y: toY } = chart.placeAt(ev);
                Object.assign(marks.line, { toX, toY });
            }
        },
        async onPointerup(ev) {
            const { line } = marks;
            const held = grabbed;
            marks.line = grabbed = null;
            if (line) {
                isSpent = true;
                if (lengthOf(line) >= SHORT) {
                    await marks.placeLine(line);
                }
            } else if (held) {
                const { x, y } = chart.placeAt(ev);
                if (Math.hypot(x - held.x, y - held.y) > MOVED) {
                    isSpent = true;
                    await marks.move(held.spot, x, y);
                }
            }
        },
        onPointercancel() {
            marks.line = grabbed = null;
        },
        /** Whether the click that follows means nothing any more. */
        takesClick() {
            return isSpent;
        },

        async move(spot, x, y) {
            const { map } = spot.row.data;
            const told = await askAbout([{ map, x, y }]);
            if (!told) {
                return false;
            }
            const zone = pointNear(standardSpots(map), x, y)?.zone || spot.row.data.zone;
            const place = { map_x: Math.round(x), map_y: Math.round(y), side: sideAt(map, x) };
            await chart.apply([
                x2ManyCommands.update(rowId(spot.row), { ...place, zone, ...told }),
            ]);
            return true;
        },
        placeMark({ x, y }) {
            const at = { map: chart.state.map, x: Math.round(x), y: Math.round(y) };
            return marks.place([[at], bothOf([at])].filter(Boolean));
        },
        placeLine(line) {
            const along = alongLine(line, marks.count);
            const from = chart.rows.reduce((top, row) => Math.max(top, row.data.line_no || 0), 0) + 1;
            return marks.place([along, bothOf(along)].filter(Boolean), from);
        },
        /** Needle groups of places; each group is a line of its own from this number on. */
        async place(groups, lineNo = 0) {
            const { point } = marks;
            const told = await askAbout(groups.flat());
            if (!told) {
                return false;
            }
            const last = chart.rows.reduce((top, row) => Math.max(top, row.data.sequence || 0), 0);
            const commands = groups
                .flatMap((places, nth) => places.map((at) => [at, lineNo && lineNo + nth]))
                .map(([{ map, x, y }, line_no], nth) => {
                    const side = sideAt(map, x);
                    const near = pointNear(standardSpots(map), x, y);
                    const zone = near?.zone || point.zone;
                    return x2ManyCommands.create(false, {
                        point_id: { id: point.id, display_name: point.name },
                        side,
                        zone,
                        sequence: last + nth + 1,
                        map,
                        map_x: x,
                        map_y: y,
                        line_no,
                        ...settingsFor({ ...point, zone, facts: lungOf(near) }, side, chart.chart),
                        ...told,
                        ...marks.extras,
                    });
                });
            await chart.apply(commands);
            return true;
        },
        removeLine(number) {
            const rows = chart.rows.filter((row) => row.data.line_no === number);
            return chart.apply(rows.map((row) => x2ManyCommands.delete(rowId(row))));
        },
    });

    function bothOf(places) {
        const others = chart.state.both ? places.map(mirrored) : [null];
        return others.every(Boolean) && others;
    }

    function standardSpots(map) {
        const { places, points } = chart.catalogue.value;
        return spotsOf(places[map], points);
    }

    /** What is known of the points close by; false when no needle shall go in. */
    async function askAbout(places) {
        const near = new Map();
        for (const { map, x, y } of places) {
            const spots = standardSpots(map);
            const zonePoint = pointNear(spots, x, y);
            if (zonePoint?.supervised && chart.props.record.data[chart.props.learnsField]) {
                return chart.asking.waitFor(zonePoint);
            }
            const close = nearest(spots, x, y, CLOSE)?.point;
            for (const point of [close, lungOf(zonePoint).length && zonePoint]) {
                if (point) {
                    near.set(point, sideAt(map, x));
                }
            }
        }
        let said = {};
        for (const [point, side] of near) {
            const told = await chart.asking.ask(point, [side]);
            if (!told) {
                return false;
            }
            said = { ...said, ...told };
        }
        return said;
    }

    return marks;
}
