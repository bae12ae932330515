from . import course_quote
