#!/usr/bin/env python3
"""Holds reports against the official schemas of their formats, as public packages ship them.

    official.py FOLDER        FOLDER/*.sarif, *.ocsf.jsonl, *.asff.json, *.junit.xml, *.gitlab.json

Needs the Python packages jsonschema, lxml, ocsf-json-schema and botocore. Two schemas are files of other packages and
are named by variables: SARIF_SCHEMA (sarif-2.1.0-rtm.5.json of npm's @microsoft/jest-sarif) and JUNIT_XSD (junit-10.xsd
of the sources of PyPI's pytest, which is that of the Jenkins xUnit plugin). No package ships GitLab's schema; its facts are
in gitlab.json beside this file.
"""

import glob
import json
import os
import sys

import botocore.loaders
import botocore.model
import botocore.validate
import jsonschema
from lxml import etree
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

HERE = os.path.dirname(os.path.abspath(__file__))
# The oldest version that has the class, the one that the events name, and the newest.
OCSF_VERSIONS = ["1.1.0", "1.5.0", "1.8.0"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def against(schema):
    validator = jsonschema.validators.validator_for(schema)
    return validator(schema, format_checker=validator.FORMAT_CHECKER)


def problems_of_json(validator, value):
    for error in validator.iter_errors(value):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"


def sarif(path, validator=[]):
    if not validator:
        validator.append(against(load(os.environ["SARIF_SCHEMA"])))
    return problems_of_json(validator[0], load(path))


def gitlab(path, validator=[]):
    if not validator:
        validator.append(against(load(os.environ.get("GITLAB_SCHEMA", os.path.join(HERE, "gitlab.json")))))
    return problems_of_json(validator[0], load(path))


def ocsf(path, validators={}):
    for version in OCSF_VERSIONS:
        if version not in validators:
            schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=version)).get_class_schema("detection_finding")
            validators[version] = against(schema)
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                for problem in problems_of_json(validators[version], json.loads(line)):
                    yield f"line {number}, OCSF {version}: {problem}"


def asff(path, model=[]):
    if not model:
        service = botocore.loaders.Loader().load_service_model("securityhub", "service-2")
        model.append(botocore.model.ServiceModel(service).operation_model("BatchImportFindings").input_shape)
    findings = load(path)
    # One call takes a hundred; the shape of a call without a finding is of no interest.
    for at in range(0, len(findings), 100):
        report = botocore.validate.ParamValidator().validate({"Findings": findings[at : at + 100]}, model[0])
        if report.has_errors():
            yield report.generate_report()


def junit(path, schema=[]):
    if not schema:
        schema.append(etree.XMLSchema(etree.parse(os.environ["JUNIT_XSD"])))
    if not schema[0].validate(etree.parse(path)):
        yield from (str(entry) for entry in schema[0].error_log)


KINDS = {"*.sarif": sarif, "*.gitlab.json": gitlab, "*.ocsf.jsonl": ocsf, "*.asff.json": asff, "*.junit.xml": junit}


def main():
    passed = failed = 0
    for pattern, check in KINDS.items():
        paths = sorted(glob.glob(os.path.join(sys.argv[1], pattern)))
        if not paths:
            print(f"no {pattern} to hold against its schema")
            failed += 1
        for path in paths:
            problems = list(check(path))
            passed, failed = passed + (not problems), failed + bool(problems)
            print(f"{'ok' if not problems else 'FAILED'}  {path}")
            for problem in problems[:20]:
                print(f"    {problem}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
