from . import chart_row_mixin
from . import chart_child_mixin
from . import client_record_mixin
from . import observation_mixin
from . import lot_use_mixin
from . import reaction_rate_mixin

from . import plan
from . import plan_making
from . import plan_point
from . import plan_screening
from . import plan_closed
from . import plan_sheet
from . import course_plan
from . import session_plan

from . import treatment
from . import treatment_count
from . import treatment_meter
from . import treatment_sign
from . import treatment_start
from . import treatment_plan
from . import treatment_unsigned
from . import addendum
from . import incident
from . import needle
from . import needle_count

from . import lot_use
from . import needle_lots
from . import treatment_lots
from . import treatment_supply

from . import reaction
from . import reaction_point_report
from . import reaction_report
from . import treatment_reactions

from . import photo
from . import photo_reaction
from . import photo_screens
from . import photo_taking
from . import photo_use
from . import course_photos
from . import res_partner_photos
from . import treatment_photos

from . import outcome
from . import outcome_level
from . import outcome_report
from . import outcome_scale
from . import outcome_trend
from . import review
from . import course_end
from . import course_results
from . import res_partner_results
from . import session_results
from . import treatment_results

from . import consent
from . import consent_withdrawal
from . import form_link
from . import ir_attachment
from . import res_company
from . import res_config_settings
from . import resource_resource
from . import session
from . import supply_lot
from . import point
