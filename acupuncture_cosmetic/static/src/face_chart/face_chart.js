import { Component, onMounted, onWillRender, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { x2ManyCommands } from "@web/core/orm_service";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { usePopover } from "@web/core/popover/popover_hook";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { CountOut } from "../chart_flow/count_out";
import { RetentionTimer } from "../chart_flow/retention_timer";
import { Asking } from "./asking";
import { factsBroken } from "./danger";
import { useFocusMode, useRoom } from "./focus_mode";
import { WINDOWS, nearest, neighbour, placeWords, spotsOf } from "./geometry";
import { freeSpots, kindsOfNeedles, linesOf, useMarks } from "./marks";
import {
    countByZone,
    placeCommands,
    removeCommands,
    rowId,
    rowsByKey,
    settingsOf,
    sidesOf,
} from "./needles";
import { NeedlePopover } from "./needle_popover";
import { PointSearch } from "./point_search";
import { dotsOf, factsOf, rowsAt, warningsOf, zoneLook } from "./reading";
import { Steps } from "./steps";
import { useTapOut } from "./tap_out";
import { useTouch } from "./touch";

const FINGER = 22; // half of the 44 px that a fingertip needs

/**
 * Needles on a drawing of face and body. The rows are those of the field, so the list
 * beside it shows the same and both are saved with the form.
 */
export class FaceChart extends Component {
    static template = "acupuncture_cosmetic.FaceChart";
    static components = { CountOut, PointSearch, RetentionTimer };
    static props = {
        ...standardFieldProps,
        ghostField: { type: String, optional: true },
        closedField: { type: String, optional: true },
        isPlan: { type: Boolean, optional: true },
        dropField: { type: String, optional: true },
        learnsField: { type: String, optional: true },
        timeField: { type: String, optional: true },
        countField: { type: String, optional: true },
    };

    setup() {
        this.pointService = useService("acupuncture_points");
        this.asking = new Asking(useService("dialog"), () => ({
            byKey: this.byKey,
            closed: this.closed,
            isPlan: this.props.isPlan,
            learns: this.props.record.data[this.props.learnsField],
        }));
        this.kinds = kindsOfNeedles();
        this.root = useRef("root");
        this.drawing = useRef("drawing");
        this.focus = useFocusMode(this.root);
        useRoom(this.root, this.drawing);
        this.zoneLook = zoneLook;
        this.state = useState({
            map: "face_front",
            both: true,
            codes: false,
            spotId: null, // where the keyboard is
            shownId: null, // whose facts are shown
            taps: null, // whether a tap says that a needle is out; null: as the clinic counts
        });
        this.taps = useTapOut({ record: () => this.props.record });
        this.steps = useState(new Steps((name) => !["id", "out_at"].includes(name) && name in this.list.activeFields));
        useHotkey("control+z", () => this.undo(), {
            global: true,
            isAvailable: () => !this.props.readonly && this.focus.isOnTop(),
        });
        this.catalogue = useState({ value: null });
        this.marks = useMarks(this);
        this.popover = usePopover(NeedlePopover, {
            popoverClass: "o_needle_popover",
            onClose: () => this.focusSpot(),
        });
        this.touch = useTouch({
            find: (ev) => this.spotAt(ev),
            onTap: (spot, ev) => this.toggle(spot, ev.shiftKey),
            onHold: (spot) => !spot.isPlace && this.edit(spot),
            onSwipe: (way) => this.focus.on && !this.isMarking && this.showNext(-way),
        });
        onMounted(async () => {
            this.catalogue.value = await this.pointService.load();
        });
        onWillRender(() => this.prepare());
        useEffect(
            () => {
                if (this.mustFocus) {
                    this.mustFocus = false;
                    this.focusSpot();
                }
            },
            () => [this.state.spotId, this.state.map]
        );
    }

    // ---------------------------------------------------------------- what is shown

    /** Everything that the template asks for, thought out once for each render. */
    prepare() {
        const { record, readonly, ghostField, closedField, isPlan, dropField } = this.props;
        const filled = this.list.records.filter((row) => row.data.point_id);
        if (this.recordId !== record.id) {
            this.recordId = record.id;
            this.steps.clear();
        }
        this.rows = filled.filter((row) => !row.data[dropField]);
        this.dropped = filled.filter((row) => row.data[dropField]);
        this.byKey = rowsByKey(this.rows);
        this.ghosts = (!readonly && record.data[ghostField]) || [];
        this.closed = record.data[closedField] || {};
        this.spots = this.dots = this.words = this.counts = this.lines = [];
        this.total = this.rows.length;
        if (!this.catalogue.value) {
            return;
        }
        const { points, places, choices, words } = this.catalogue.value;
        const { map, codes, spotId, shownId } = this.state;
        const free = freeSpots(this.rows, map, points);
        this.lines = linesOf(free);
        this.spots = [...spotsOf(places[map], points), ...free];
        const { isOut } = this.taps;
        this.dots = dotsOf(this.spots, { ...this.chart, closed: this.closed, words, isOut });
        const needled = this.spots.filter(({ key, row }) => !row && this.byKey.has(key));
        this.words = placeWords(codes ? this.spots.filter(({ row }) => !row) : needled, this.spots, WINDOWS[map]);
        this.counts = countByZone(this.rows, points, choices.zone, isPlan);
        this.total = this.counts.reduce((sum, [, count]) => sum + count, 0);
        this.warnings = warningsOf(this.rows, { points, closed: this.closed, words });
        this.tabSpot =
            this.spots.find(({ id }) => id === spotId) || needled[0] || this.spots[0];
        const shown = this.dots.find(({ spot }) => spot.id === shownId);
        this.facts = shown && factsOf(shown, words);
    }

    get list() {
        return this.props.record.data[this.props.name];
    }

    get box() {
        const { x, y, width, height } = WINDOWS[this.state.map];
        return [x, y, width, height].join(" ");
    }

    get maps() {
        const { places, choices } = this.catalogue.value;
        return choices.map.map(([map, name]) => {
            const keys = new Set(places[map].map(([id, side]) => `${id}:${side}`));
            const needles = [...keys].flatMap((key) => this.byKey.get(key) || []);
            const free = this.rows.filter((row) => row.data.map === map);
            return { map, name, count: needles.length + free.length };
        });
    }

    /** What came out, and what stays in by choice. */
    get tally() {
        const zones = this.props.record.data[this.props.countField] || [];
        const counted = zones.reduce((sum, zone) => sum + (zone.out || 0), 0);
        return {
            out: counted + this.taps.ahead(this.rows),
            stay: this.rows.filter((row) => row.data.retained).length,
        };
    }

    /** Whether the needles come out by now. */
    get mayTapOut() {
        const { record, readonly, countField } = this.props;
        return Boolean(countField && !readonly && record.data.removal_at);
    }

    get tapsOut() {
        const { count_way: way } = this.props.record.data;
        return this.mayTapOut && (this.state.taps ?? way === "dots");
    }

    get focusWords() {
        return this.focus.on ? _t("Back to the chart (Esc)") : _t("The drawing fills the screen (F)");
    }

    // ---------------------------------------------------------------- finger and mouse

    placeAt(ev) {
        const onScreen = this.drawing.el.getScreenCTM();
        const { x, y } = new DOMPoint(ev.clientX, ev.clientY).matrixTransform(onScreen.inverse());
        return { x, y, reach: FINGER / onScreen.a };
    }

    /**
     * The spot under a finger: the nearest one, so that small dots are easy to hit. Where
     * needles go anywhere, a mark that is there already, else the place itself.
     */
    spotAt(ev) {
        const { x, y, reach } = this.placeAt(ev);
        if (this.isMarking) {
            const marks = this.spots.filter(({ row }) => row);
            return nearest(marks, x, y, reach / 2) || (this.marks.tool === "mark" ? { isPlace: true, x, y } : null);
        }
        const spot = nearest(this.spots, x, y, reach);
        const id = ev.target.closest("[data-spot]")?.dataset.spot;
        return spot || this.spots.find((one) => one.id === id) || null;
    }

    /** Whether a tap places a needle anywhere. */
    get isMarking() {
        return this.mayMark && this.marks.tool !== "points";
    }

    get mayMark() {
        return !this.props.readonly && !this.props.isPlan && !this.tapsOut && Boolean(this.catalogue.value);
    }

    onPointerdown(ev) {
        if (!(this.isMarking && this.marks.onPointerdown(ev))) {
            this.touch.onPointerdown(ev);
        }
    }

    onPointermove(ev) {
        this.marks.onPointermove(ev);
        this.touch.onPointermove(ev);
    }

    onPointerup(ev) {
        this.touch.onPointerup(ev);
        return this.isMarking && this.marks.onPointerup(ev);
    }

    onPointercancel(ev) {
        this.marks.onPointercancel();
        this.touch.onPointercancel(ev);
    }

    onClick(ev) {
        if (!(this.isMarking && this.marks.takesClick())) {
            this.touch.onClick(ev);
        }
    }

    onHover(ev) {
        if (ev.pointerType === "mouse") {
            this.state.shownId = this.spotAt(ev)?.id || this.state.spotId;
        }
    }

    // ---------------------------------------------------------------- keyboard

    onKeydown(ev) {
        const spot = this.tabSpot;
        if (!spot || ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        if (ev.key.startsWith("Arrow")) {
            this.moveTo(neighbour(this.spots, spot, ev.key));
        } else if (ev.key === "Enter" || ev.key === " ") {
            this.toggle(spot, ev.shiftKey);
        } else if (ev.key.toLowerCase() === "e") {
            this.edit(spot);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    onFocusSpot(ev) {
        const id = ev.target.closest("[data-spot]")?.dataset.spot;
        if (id) {
            this.state.spotId = this.state.shownId = id;
        }
    }

    moveTo(spot) {
        this.mustFocus = true;
        this.state.spotId = this.state.shownId = spot.id;
    }

    spotElement(spot) {
        return this.drawing.el?.querySelector(`[data-spot="${spot?.id}"]`);
    }

    focusSpot() {
        this.spotElement({ id: this.state.spotId })?.focus({ preventScroll: true });
    }

    showMap(map) {
        this.state.map = map;
        this.state.spotId = this.state.shownId = null;
    }

    /** The drawing beside this one, in the order of the buttons, round and round. */
    showNext(way) {
        const maps = this.catalogue.value.choices.map.map(([map]) => map);
        const at = maps.indexOf(this.state.map) + way;
        this.showMap(maps[(at + maps.length) % maps.length]);
    }

    // ---------------------------------------------------------------- the needles

    get chart() {
        return {
            rows: this.rows,
            byKey: this.byKey,
            ghosts: this.ghosts,
            needles: this.catalogue.value.needles,
            kind: this.props.isPlan ? "" : this.marks.kind,
            isPlan: this.props.isPlan,
            dropField: this.props.dropField,
            dropped: this.dropped,
        };
    }

    async apply(commands) {
        if (commands.length) {
            await this.list.leaveEditMode();
            await this.steps.around(this.list, () => this.list.applyCommands(commands));
        }
    }

    /** Take the last step back: what was placed, moved, changed or removed on the drawing. */
    async undo() {
        await this.list.leaveEditMode();
        const { commands, values } = this.steps.back(this.list);
        if (commands.length) {
            this.bringIntoView(`${values.point_id?.id}:${values.side}`);
            await this.list.applyCommands(commands);
        }
    }

    bringIntoView(key) {
        const { places } = this.catalogue.value;
        const has = (map) => places[map].some(([id, side]) => `${id}:${side}` === key);
        const map = [this.state.map, ...Object.keys(places)].find(has);
        if (map) {
            if (map !== this.state.map) {
                this.showMap(map);
            }
            this.state.shownId = this.state.spotId = `${key}:0`;
        }
    }

    async toggle(spot, otherWay = false) {
        if (this.isMarking && !spot.row) {
            return this.marks.placeMark(spot);
        }
        this.state.spotId = this.state.shownId = spot.id;
        if (this.props.readonly) {
            return;
        }
        if (this.tapsOut) {
            return this.tapOut(spot);
        }
        if (spot.row) {
            return this.apply([x2ManyCommands.delete(rowId(spot.row))]);
        }
        const sides = sidesOf(spot.side, this.state.both !== otherWay, spot.point);
        if (this.byKey.has(spot.key)) {
            await this.apply(removeCommands(spot.point, sides, this.chart));
        } else {
            await this.place(spot.point, sides);
        }
    }

    /** That needle is out; one more tap, and it is still in. */
    async tapOut(spot) {
        const needles = () => rowsAt(spot, this.spots, this.byKey);
        if (needles().some((row) => !row.resId)) {
            await this.props.record.save();
        }
        const leaving = needles().filter((row) => row.resId && !row.data.retained);
        if (leaving.length) {
            await this.taps.tap(leaving);
        }
    }

    /** Place needles; a closed point only when the practitioner says so. */
    async place(point, sides) {
        const told = await this.asking.ask(point, sides);
        if (told) {
            const extras = this.props.isPlan ? {} : this.marks.extras;
            await this.apply(placeCommands(point, sides, this.chart, { ...told, ...extras }));
        }
        return Boolean(told);
    }

    /** The point found in the search box: needled, and brought into view. */
    async onSearch(point) {
        if (point.free && this.mayMark) {
            return this.marks.use(point.code === "LINE" ? "line" : "mark", point);
        }
        const { places, points } = this.catalogue.value;
        const isOn = (map) => places[map].some(([id]) => id === point.id);
        const map = [this.state.map, ...Object.keys(places)].find(isOn);
        if (map && map !== this.state.map) {
            this.showMap(map);
        }
        const side = point.midline ? "mid" : "left";
        const spot = map && spotsOf(places[map], points).find((one) => one.point === point);
        if (spot) {
            this.state.spotId = this.state.shownId = spot.id;
        }
        await this.place(point, sidesOf(spot?.side || side, this.state.both, point));
    }

    /** Open the little form of a point's needles; a free point is needled first. */
    async edit(spot) {
        this.state.spotId = this.state.shownId = spot.id;
        const sides = sidesOf(spot.side, this.state.both, spot.point);
        if (!this.byKey.has(spot.key)) {
            if (this.props.readonly || !(await this.place(spot.point, sides))) {
                return;
            }
        }
        this.popover.open(this.spotElement(spot), {
            spot,
            catalogue: this.catalogue.value,
            readonly: this.props.readonly,
            isPlan: Boolean(this.props.isPlan),
            companyId: this.props.record.data.company_id?.id,
            rows: () => this.rowsOf(spot),
            change: (values) => this.change(spot, values),
            setSides: (sides_) => this.setSides(spot, sides_),
            remove: () => this.remove(spot),
            removeLine: spot.row?.data.line_no && (() => this.marks.removeLine(spot.row.data.line_no)),
        });
    }

    remove(spot) {
        return this.apply(
            spot.row
                ? [x2ManyCommands.delete(rowId(spot.row))]
                : removeCommands(spot.point, sidesOf(spot.side, true), this.chart)
        );
    }

    /** The needles the little form speaks of: of one side, or of both while they go together. */
    rowsOf(spot) {
        if (spot.row) {
            return this.list.records.filter((row) => row.id === spot.row.id);
        }
        const keys = sidesOf(spot.side, this.state.both, spot.point).map((side) => `${spot.point.id}:${side}`);
        const { dropField } = this.props;
        const byKey = rowsByKey(this.list.records.filter((row) => !row.data[dropField]));
        return [...new Set(keys.flatMap((key) => byKey.get(key) || []))];
    }

    async change(spot, values) {
        const rows = this.rowsOf(spot);
        const told = await this.heedChange(spot.point, rows, values);
        if (told) {
            await this.apply(
                rows.map((row) => x2ManyCommands.update(rowId(row), { ...values, ...told }))
            );
        }
    }

    /** A needle that begins to break a fact of its point does so for a reason. */
    async heedChange(point, rows, values) {
        const fresh = rows.filter((row) => !row.data.danger_accepted);
        const facts = fresh.flatMap((row) => factsBroken(point, { ...row.data, ...values }));
        const known = fresh.flatMap((row) => factsBroken(point, row.data));
        if (this.props.isPlan || !facts.length || known.length) {
            return {};
        }
        return this.asking.askDanger(point, [...new Set(facts)], true);
    }

    async setSides(spot, sides) {
        const rest = ["left", "right"].filter((side) => !sides.includes(side));
        const model = this.byKey.get(spot.key)?.[0];
        const settings = settingsOf(model);
        const told = await this.asking.heed(spot.point, sides);
        if (!told) {
            return;
        }
        if (model?.data.danger_accepted) {
            Object.assign(settings, {
                danger_accepted: true,
                danger_reason: model.data.danger_reason,
            });
        }
        const added = placeCommands(spot.point, sides, this.chart);
        for (const [, , values] of added) {
            Object.assign(values, values.point_id ? { ...settings, ...told } : {});
        }
        await this.apply([...added, ...removeCommands(spot.point, rest, this.chart)]);
    }
}
