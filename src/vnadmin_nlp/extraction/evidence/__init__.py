"""Why a value is given: evidence, its fusion, and calibrated confidence."""
