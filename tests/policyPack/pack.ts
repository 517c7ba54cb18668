/** A policy pack with all policies and their defaults. A test starts it as Pulumi does, and configures it. */
import { PolicyPack } from "@pulumi/policy";
import { accessPolicies } from "../../policyPack";

new PolicyPack("swr-access", { enforcementLevel: "mandatory", policies: accessPolicies() });
