import { stringify } from "csv-stringify/sync";
import { rowsOf } from "./rows";
import type { Report } from "./types";

const COLUMNS = [
  "organization",
  "repository",
  "userName",
  "userId",
  "permission",
  "declared",
  "status",
  "expiresAt",
  "declaredBy",
  "listedAs",
  "throughOrganization",
  "isUnknown",
] as const;

/**
 * One line for each grant, there or declared. The column `repository` is empty for the organization's own list. A cell that a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
export const renderCsv = (report: Report): string =>
  stringify(
    rowsOf(report).map(({ organization, repository, grant }) => ({
      ...grant,
      organization,
      repository: repository?.name ?? "",
      throughOrganization: grant.throughOrganization === true ? "true" : "",
      isUnknown: grant.isUnknown === true ? "true" : "",
    })),
    { header: true, columns: [...COLUMNS], escape_formulas: true },
  );
