"""The process that is measured, for the engine and for the naive view alike."""

from pathlib import Path

DIAGRAM = Path(__file__).with_name("process.bpmn")
KEY = "bench"
# A service task, a timer and a user task.
JOBS_DIAGRAM = Path(__file__).with_name("jobs.bpmn")
JOBS_KEY = "bench_jobs"
FIRST, SECOND = "Fill", "Confirm"
ELEMENTS = "start, 3 user tasks, exclusive gateway with a FEEL condition, end; 6 flows"
GROUP = "star_evaluator"
VARIABLES = {"enterprise_id": 12, "product_id": 34, "application_id": 56, "star": 3, "place": "古丈县默戎镇"}
ANSWERS = {"approved": True, "score": 87, "opinion": "材料齐全，规格与标准一致，建议通过。"}
