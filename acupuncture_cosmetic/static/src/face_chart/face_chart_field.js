import { registry } from "@web/core/registry";
import { COUNT_FIELDS } from "../chart_flow/count_out";
import { TIMER_FIELDS } from "../chart_flow/retention_timer";
import { FaceChart } from "./face_chart";

const NEEDLE_FIELDS = [
    { name: "point_id", type: "many2one", relation: "acupuncture.point" },
    { name: "side", type: "selection", selection: [] },
    { name: "zone", type: "selection", selection: [] },
    { name: "gauge_mm", type: "float" },
    { name: "length_mm", type: "float" },
    { name: "depth_mm", type: "float" },
    { name: "angle", type: "selection", selection: [] },
    { name: "stimulation", type: "selection", selection: [] },
    { name: "response", type: "selection", selection: [] },
    { name: "sequence", type: "integer" },
];
const CHART_FIELDS = [
    { name: "lot_id", type: "many2one", relation: "acupuncture.supply.lot" },
    { name: "retained", type: "boolean" },
    { name: "kind", type: "selection", selection: [] },
    { name: "map", type: "selection", selection: [] },
    { name: "map_x", type: "float" },
    { name: "map_y", type: "float" },
    { name: "site", type: "char" },
    { name: "line_no", type: "integer" },
    { name: "removal_due", type: "date" },
    { name: "client_agreed", type: "boolean" },
    { name: "in_at", type: "datetime" },
    { name: "out_at", type: "datetime", readonly: true },
    { name: "danger_accepted", type: "boolean" },
    { name: "danger_reason", type: "char" },
];

/**
 * Options: ``ghosts`` names a json field of the form with last time's needles, each
 * ``{point_id, side, gauge_mm, ...}``; ``closed`` one that maps point ids to the reason
 * why they are not needled; ``plan`` says that rows are points, not single needles, and
 * may speak of both sides; ``drop`` names their boolean field for what a plan leaves out,
 * so that a tap drops a saved row instead of deleting it; ``learns`` names a boolean of the
 * form that says that the supervisor is still missing; ``time`` and ``count`` name the
 * fields of the timer and of the count, which go along when the drawing fills the screen.
 * In a form the chart stands before a list of the same field: the words of selections
 * come from the list.
 */
export const faceChartField = {
    component: FaceChart,
    supportedTypes: ["one2many"],
    relatedFields: ({ options }) =>
        [
            ...NEEDLE_FIELDS,
            ...(options.plan ? [] : CHART_FIELDS),
            ...(options.drop ? [{ name: options.drop, type: "boolean" }] : []),
        ].map((field) => ({ readonly: false, ...field })),
    extractProps: ({ options }) => ({
        ghostField: options.ghosts,
        closedField: options.closed,
        isPlan: Boolean(options.plan),
        dropField: options.drop,
        learnsField: options.learns,
        timeField: options.time,
        countField: options.count,
    }),
    fieldDependencies: ({ options }) => [
        ...[options.ghosts, options.closed].filter(Boolean).map((name) => ({ name, type: "json" })),
        ...(options.learns ? [{ name: options.learns, type: "boolean" }] : []),
        ...(options.time ? [{ name: options.time, type: "datetime" }, ...TIMER_FIELDS] : []),
        ...(options.count ? [{ name: options.count, type: "json" }, ...COUNT_FIELDS] : []),
    ],
};

registry.category("fields").add("face_chart", faceChartField);
