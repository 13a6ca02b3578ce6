"""Scans the histories of many repositories with Apache Spark.

    spark-submit scan_histories.py JOBS OUTPUT [PARTITIONS]

JOBS is a text file with one JSON job a line, as `secretscan worker` reads them:

    {"job": "shop", "repository": "/srv/git/shop.git"}

Every partition of it is piped through one `secretscan worker`, which must be on the PATH of the executors (or named by
SECRETSCAN), as must the repositories. OUTPUT becomes a folder with the findings and the receipts as JSON Lines. The exit
code is 1 where something was found, 3 where some repository was not or not wholly scanned and nothing was found, else 0.
"""

import json
import os
import sys

from pyspark.sql import SparkSession


def main(jobs, output, partitions):
    spark = SparkSession.builder.appName("secretscan").getOrCreate()
    worker = os.environ.get("SECRETSCAN", "secretscan")
    lines = spark.sparkContext.textFile(jobs).filter(lambda line: line.strip())
    # textFile cuts by bytes: spread the lines, so that long jobs do not queue up in one place.
    spread = lines.repartition(partitions or max(lines.getNumPartitions(), spark.sparkContext.defaultParallelism))
    # A worker ends with 0 whatever its jobs came to; checkCode fails the task where one did not answer to the end.
    answers = spread.pipe(f"{worker} worker", env=dict(os.environ), checkCode=True)
    # The answers are needed three times, the scan only once.
    answers = answers.map(lambda line: (json.loads(line)["type"], line)).persist()
    expected = lines.count()
    receipts = [json.loads(line) for _, line in answers.filter(lambda pair: pair[0] == "receipt").collect()]
    for kind in ("finding", "receipt"):
        answers.filter(lambda pair: pair[0] == kind).values().coalesce(1).saveAsTextFile(f"{output}/{kind}s")
    spark.stop()

    found = sum(receipt["findings"] for receipt in receipts)
    wanting = [receipt for receipt in receipts if receipt["status"] not in ("clean", "findings")]
    print(f"{len(receipts)} of {expected} jobs answered, {found} findings, {len(wanting)} not scanned, or not wholly")
    for receipt in wanting:
        print(f"  {receipt.get('repository', receipt['line'])}: {receipt.get('error', receipt['status'])}")
    if found:
        return 1
    return 3 if wanting or len(receipts) != expected else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 0))
