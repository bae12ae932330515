import { withWarning } from "@acupuncture_cosmetic/outcome_report/outcome_report";
import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";
import { pivotView } from "@web/views/pivot/pivot_view";

const views = registry.category("views");
views.add("outcome_report_graph", withWarning(graphView, "OutcomeReportGraph"));
views.add("outcome_report_pivot", withWarning(pivotView, "OutcomeReportPivot"));
