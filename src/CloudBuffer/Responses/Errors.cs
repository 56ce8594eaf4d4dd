using Microsoft.AspNetCore.WebUtilities;

namespace CloudBuffer.Responses;

/// <summary>Every error that a client can get. Codes are stable; <c>docs/api.md</c> lists them.</summary>
public static class Errors
{
    public static readonly Error BadRequest = new(400, "bad_request", "Bad request", "Check the address and the data you sent.");
    public static readonly Error FormInvalid = new(400, "form_invalid", "Some fields are invalid", "Fix the named fields and try again.");
    public static readonly Error JsonInvalid = new(400, "json_invalid", "Invalid JSON", "Send one flat JSON object whose values are strings.");
    public static readonly Error MultipartInvalid = new(400, "multipart_invalid", "The upload is incomplete or malformed", "Send the multipart body again.");
    public static readonly Error DataTypeMissing = new(400, "data_type_missing", "X-Data-Type is missing", "Send the header X-Data-Type with the value text, file or auto.");
    public static readonly Error DataTypeUnknown = new(400, "data_type_unknown", "X-Data-Type is unknown", "X-Data-Type must be text, file or auto.");
    public static readonly Error FileNameMissing = new(400, "filename_missing", "File name missing", "Name the file in the part, in Content-Disposition, in ?filename= or in the path.");
    public static readonly Error FileNameTooLong = new(400, "filename_too_long", "The file name is too long", "Use at most 255 characters.");
    public static readonly Error FileCount = new(400, "file_count", "Send exactly one file", "The buffer holds one item: send one part named file.");
    public static readonly Error FileMissing = new(400, "file_missing", "No file received", "Choose a file first, or send at least one part named file.");
    public static readonly Error TooManyFiles = new(400, "too_many_files", "Too many files in one upload", "One upload may contain as many files as you may store. Send fewer.");
    public static readonly Error TextInvalid = new(400, "text_invalid", "The text is not UTF-8", "Send text in UTF-8, or send it as a file.");
    public static readonly Error TokenMissing = new(400, "token_missing", "This link is incomplete", "Copy or scan it again.");
    public static readonly Error CookieDuplicate = new(400, "cookie_duplicate", "Two session cookies were sent", "Delete the cookies of this site in the browser's settings, and sign in again.");
    public static readonly Error HostNotAllowed = new(400, "host_not_allowed", "Unknown host name", "The server's administrator can allow it with the setting CloudBuffer:PublicUrl or AllowedHosts.");
    public static readonly Error UploadLengthInvalid = new(400, "upload_length_invalid", "Invalid Upload-Length", "Send either Upload-Length in bytes, always the same, or Upload-Defer-Length: 1.");
    public static readonly Error UploadOffsetInvalid = new(400, "upload_offset_invalid", "Invalid Upload-Offset", "Send the number of bytes that the server has received.");
    public static readonly Error UploadMetadataInvalid = new(400, "upload_metadata_invalid", "Invalid Upload-Metadata", "Send pairs of a key and a Base64 value, separated by commas.");
    public static readonly Error ConcatenationUnsupported = new(
        400, "concatenation_unsupported", "Partial uploads are not supported", "Send the file as one upload, without Upload-Concat (parallelUploads: 1).");
    public static readonly Error ChecksumInvalid = new(400, "checksum_invalid", "Invalid Upload-Checksum", "Send sha256 or sha1, a space, and the hash in Base64.");
    public static readonly Error DigestInvalid = new(400, "digest_invalid", "Invalid digest", "Send sha-256=:BASE64: as in RFC 9530.");
    public static readonly Error DigestMismatch = new(400, "digest_mismatch", "Checksum does not match", "Nothing was stored. Send the body again.");
    public static readonly Error WaitInvalid = new(400, "wait_invalid", "Invalid wait", "Send whole seconds, such as wait=40.");
    public static readonly Error NumberWrong = new(400, "number_wrong", "Wrong number", "Check the other screen and choose the number that it shows.");
    public static readonly Error TooManyTokens = new(400, "too_many_tokens", "Token limit reached", "Revoke one you no longer use.");
    public static readonly Error ScopeInvalid = new(400, "invalid_scope", "Unknown scope", "Scopes are buffer:read, buffer:write, file:read and file:write.");
    public static readonly Error UnsupportedGrantType = new(400, "unsupported_grant_type", "Unsupported grant type", "Send urn:ietf:params:oauth:grant-type:device_code.");
    public static readonly Error AuthorizationPending = new(400, "authorization_pending", "Waiting for approval", "Poll again after the interval.");
    public static readonly Error SlowDown = new(400, "slow_down", "Polling too fast", "Wait for the interval between two requests.");
    public static readonly Error AccessDenied = new(400, "access_denied", "The request was denied", "Start again if this was a mistake.");
    public static readonly Error ExpiredToken = new(400, "expired_token", "The code expired or was already used", "Start again.");
    public static readonly Error SignInRequired = new(401, "sign_in_required", "You are not signed in", "Sign in at /account/login, or send an access token, and try again.");
    public static readonly Error TokenInvalid = new(401, "token_invalid", "Invalid access token", "It is wrong, expired or revoked. Create one at /token.");
    public static readonly Error SignInFailed = new(403, "sign_in_failed", "Wrong username or password", "Try again.");
    public static readonly Error Forbidden = new(403, "forbidden", "Not allowed", "You don't have permission to do this.");
    public static readonly Error ScopeMissing = new(403, "scope_missing", "The access token lacks a scope", "Create one with the scope that WWW-Authenticate names.");
    public static readonly Error TokenNotAccepted = new(403, "token_not_taken", "Access tokens can't be used here", "Sign in with a browser.");
    public static readonly Error OwnDeviceRequired = new(403, "own_device_needed", "Not available on a temporary sign-in", "Use one of your own devices.");
    public static readonly Error PasswordRequired = new(403, "password_needed", "Password required", "Confirm your password at /account/confirm and try again. This device was connected with a code or not used for a week.");
    public static readonly Error CrossSite = new(403, "cross_site", "Blocked: the request came from another site", "Open the page on this site and try again. If you did, a proxy may change the Host header: its administrator sets CloudBuffer:PublicUrl, or passes Host on with its port.");
    public static readonly Error NotFound = new(404, "not_found", "Page not found", "Check the address, or go to the board.");
    public static readonly Error FileNotFound = new(404, "file_not_found", "This link has expired", "Ask the sender for a new one.");
    public static readonly Error UploadNotFound = new(404, "upload_not_found", "This upload has expired", "Start again.");
    public static readonly Error TokenNotFound = new(404, "token_not_found", "Access token not found", "It may have been revoked or expired.");
    public static readonly Error CodeNotFound = new(404, "code_not_found", "Code not found", "Check it, or run the command again: codes expire after 10 minutes.");
    public static readonly Error DeviceNotFound = new(404, "device_not_found", "Device not found", "It may have been signed out already.");
    public static readonly Error PairingExpired = new(404, "pairing_ended", "This code is no longer valid", "Make a new one and scan it.");
    public static readonly Error ReceiveLinkExpired = new(404, "guest_link_ended", "This link has expired", "Ask for a new one.");
    public static readonly Error BufferEmpty = new(404, "buffer_empty", "Nothing here", "The buffer is empty or its item has expired. Send something first.");
    public static readonly Error TextNotFound = new(404, "text_not_found", "This text was not found", "It may have expired, or newer texts replaced it.");
    public static readonly Error MethodNotAllowed = new(405, "method_not_allowed", "Method not allowed", "This address does not support that method.");
    public static readonly Error RequestTimeout = new(408, "request_timeout", "Timed out", "No data arrived for too long. Try again.");
    public static readonly Error OffsetConflict = new(409, "offset_conflict", "Offset mismatch", "Get Upload-Offset with HEAD and continue from there.");
    public static readonly Error ReceiverFull = new(409, "receiver_full", "The recipient's storage is full", "Ask them to delete something, and try again.");
    public static readonly Error TusVersionUnsupported = new(412, "tus_version_unsupported", "tus version not supported", "Send Tus-Resumable: 1.0.0.");
    public static readonly Error PreconditionFailed = new(412, "precondition_failed", "Changed since you loaded it", "The precondition of the request does not hold.");
    public static readonly Error TooLarge = new(413, "too_large", "Too large", "It exceeds the limit of this server.");
    public static readonly Error CharsetUnsupported = new(415, "charset_unsupported", "Charset not supported", "Send the text in UTF-8.");
    public static readonly Error ContentTypeUnsupported = new(415, "content_type_unsupported", "Content type not supported", "Send a form, or JSON as application/json.");
    public static readonly Error ContentEncodingUnsupported = new(415, "content_encoding_unsupported", "Content encoding not supported", "Send the body without Content-Encoding.");
    public static readonly Error RangeNotSatisfiable = new(416, "range_not_satisfiable", "Range not satisfiable", "Request bytes that the file has.");
    public static readonly Error UploadLocked = new(423, "upload_locked", "Another request is writing this upload", "Try again in a few seconds.");
    public static readonly Error ChecksumMismatch = new(460, "checksum_mismatch", "Checksum mismatch", "Send the bytes again from the same offset.");
    public static readonly Error TooManyRequests = new(429, "too_many_requests", "Too many requests", "Wait a moment and try again.") { RetryAfter = 5 };
    public static readonly Error TooManyUploads = new(429, "too_many_uploads", "Too many unfinished uploads", "Finish or cancel some, or wait until they expire.") { RetryAfter = 600 };
    public static readonly Error TooManyFailed = new(429, "too_many_failed", "Too many failed sign-ins from your network", "Wait ten minutes, or sign in with a device you're already signed in on.") { RetryAfter = 600 };
    public static readonly Error Internal = new(500, "internal_error", "Something went wrong", "Try again. If it persists, tell the administrator; the error is in the log.");
    public static readonly Error FileDamaged = new(500, "file_damaged", "This file is damaged", "Upload it again.");
    public static readonly Error Busy = new(503, "busy", "The server is busy", "Try again in a few seconds.");
    public static readonly Error StorageFull = new(507, "no_room", "Storage is full", "Delete something, or wait until older items expire, and try again.");

    static readonly Error[] ByStatus =
    [
        BadRequest, SignInRequired, Forbidden, NotFound, MethodNotAllowed, RequestTimeout, PreconditionFailed, TooLarge,
        ContentTypeUnsupported, RangeNotSatisfiable, TooManyRequests, Internal, Busy, StorageFull,
    ];

    /// <summary>The general error of a status that the framework has set.</summary>
    public static Error OfStatus(int status) =>
        Array.Find(ByStatus, error => error.Status == status)
        ?? (status >= 500 ? Internal with { Status = status } : BadRequest with { Status = status, Title = ReasonPhrases.GetReasonPhrase(status) });
}
