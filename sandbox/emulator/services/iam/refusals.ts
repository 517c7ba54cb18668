import { iam } from "../../api/refusals";

/** What only IAM's own operations refuse with. */
export const refusals = {
  badBody: iam(400, "IAM.0011", "Request body is invalid."),
  badPassword: iam(401, "IAM.0001", "The username or password is wrong."),
  badPasscode: iam(401, "IAM.0001", "The passcode is missing or wrong."),
  forbidden: iam(403, "IAM.0002", "You are not authorized to perform the requested action."),
  notFound: iam(404, "IAM.0004", "Could not find"),
};
