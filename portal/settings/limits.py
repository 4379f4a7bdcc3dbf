"""The engine's limits, as JSON; names and defaults stand where they are used."""

from portal.settings.environment import env

OTOP_XML_LIMITS = env.json("OTOP_XML_LIMITS", default={})
OTOP_BEHAVIOUR_LIMITS = env.json("OTOP_BEHAVIOUR_LIMITS", default={})
OTOP_DEPLOYMENT_LIMITS = env.json("OTOP_DEPLOYMENT_LIMITS", default={})
OTOP_SIMULATION_LIMITS = env.json("OTOP_SIMULATION_LIMITS", default={})
OTOP_ENGINE_LIMITS = env.json("OTOP_ENGINE_LIMITS", default={})
OTOP_FEEL_LIMITS = env.json("OTOP_FEEL_LIMITS", default={})
