using Microsoft.AspNetCore.WebUtilities;

namespace CloudBuffer.Responses;

/// <summary>Every error a client can be told, in one place. The README lists the codes.</summary>
public static class Errors
{
    public static readonly Error BadRequest = new(400, "bad_request", "The request is not understood", "Check the address and what is sent with it.");
    public static readonly Error FormInvalid = new(400, "form_invalid", "Some fields need another look", "Correct the fields named and send the form again.");
    public static readonly Error JsonInvalid = new(400, "json_invalid", "The JSON is not understood", "Send one flat JSON object whose values are strings.");
    public static readonly Error MultipartInvalid = new(400, "multipart_invalid", "The upload is not understood", "The multipart body is broken off or malformed. Send it again.");
    public static readonly Error DataTypeMissing = new(400, "data_type_missing", "X-Data-Type is missing", "Send the header X-Data-Type with the value text or file.");
    public static readonly Error DataTypeUnknown = new(400, "data_type_unknown", "X-Data-Type is unknown", "X-Data-Type must be text or file.");
    public static readonly Error FileNameMissing = new(400, "filename_missing", "The file has no name", "Name it in the part, in Content-Disposition, in ?filename= or in the path.");
    public static readonly Error FileNameTooLong = new(400, "filename_too_long", "The file name is too long", "A name may have 255 bytes in UTF-8.");
    public static readonly Error FileCount = new(400, "file_count", "Not exactly one file", "The buffer holds one thing: send one part named file.");
    public static readonly Error FileMissing = new(400, "file_missing", "No file came", "Pick a file first, or send at least one part named file.");
    public static readonly Error TooManyFiles = new(400, "too_many_files", "Too many files at once", "One upload may hold no more files than you may store. Send fewer.");
    public static readonly Error TextInvalid = new(400, "text_invalid", "The text is not UTF-8", "Send text in UTF-8, or send it as a file.");
    public static readonly Error TokenMissing = new(400, "token_missing", "The token is missing", "The link is not complete. Copy or scan it again.");
    public static readonly Error HostNotAllowed = new(400, "host_not_allowed", "This server is not known by that name", "Whoever runs it can allow the name with the setting CloudBuffer:PublicUrl or AllowedHosts.");
    public static readonly Error UploadLengthInvalid = new(400, "upload_length_invalid", "Upload-Length is not understood", "Send either Upload-Length in bytes, always the same, or Upload-Defer-Length: 1.");
    public static readonly Error UploadOffsetInvalid = new(400, "upload_offset_invalid", "Upload-Offset is not understood", "Send the number of bytes that the server has.");
    public static readonly Error UploadMetadataInvalid = new(400, "upload_metadata_invalid", "Upload-Metadata is not understood", "Send pairs of a key and a Base64 value, separated by commas.");
    public static readonly Error ChecksumInvalid = new(400, "checksum_invalid", "Upload-Checksum is not understood", "Send sha256 or sha1, a space, and the hash in Base64.");
    public static readonly Error DigestInvalid = new(400, "digest_invalid", "The digest is not understood", "Send sha-256=:BASE64: as RFC 9530 has it.");
    public static readonly Error DigestMismatch = new(400, "digest_mismatch", "The bytes are not those of the digest", "Nothing was stored. Send them again.");
    public static readonly Error WaitInvalid = new(400, "wait_invalid", "The time to wait is not understood", "Send whole seconds, such as wait=60.");
    public static readonly Error NumberWrong = new(400, "number_wrong", "That is not the number", "Look at the other screen and pick the number that it shows.");
    public static readonly Error TooManyTokens = new(400, "too_many_tokens", "There are too many tokens", "Revoke one that is not used any more, and make this one then.");
    public static readonly Error ScopeInvalid = new(400, "invalid_scope", "A scope is unknown", "Scopes are buffer:read, buffer:write, file:read and file:write.");
    public static readonly Error UnsupportedGrantType = new(400, "unsupported_grant_type", "That grant is not given here", "Send urn:ietf:params:oauth:grant-type:device_code.");
    public static readonly Error AuthorizationPending = new(400, "authorization_pending", "Nobody has answered yet", "Ask again after the interval.");
    public static readonly Error SlowDown = new(400, "slow_down", "That was too soon", "Wait for the interval between two requests.");
    public static readonly Error AccessDenied = new(400, "access_denied", "The request was denied", "Begin anew if that was a mistake.");
    public static readonly Error ExpiredToken = new(400, "expired_token", "The request has ended", "It took too long, or its token was fetched already. Begin anew.");
    public static readonly Error SignInRequired = new(401, "sign_in_required", "You are not signed in", "Sign in at /account/login, or send a personal token, and try again.");
    public static readonly Error TokenInvalid = new(401, "token_invalid", "This personal token does not work", "It is wrong, revoked or expired. Make another one at /token.");
    public static readonly Error SignInFailed = new(403, "sign_in_failed", "That did not match", "The user name or the password is wrong. Try again.");
    public static readonly Error AccountLocked = new(403, "account_locked", "The account is locked for a few minutes", "There were too many wrong passwords. Wait five minutes and try again.");
    public static readonly Error Forbidden = new(403, "forbidden", "That is not allowed", "You are signed in, but may not do this.");
    public static readonly Error ScopeMissing = new(403, "scope_missing", "This personal token may not do that", "Make one with the scope that WWW-Authenticate names.");
    public static readonly Error TokenNotAccepted = new(403, "token_not_taken", "Personal tokens are not taken here", "Sign in with a browser for this.");
    public static readonly Error OwnDeviceRequired = new(403, "own_device_needed", "Not on a borrowed computer", "It is signed in for a quarter of an hour only, and may do nothing by which it would stay in. Use a device of your own.");
    public static readonly Error PasswordRequired = new(403, "password_needed", "Say first that it is you", "This device was not used for a week, or came in by scanning. Give your password at /account/confirm, and try again.");
    public static readonly Error CrossSite = new(403, "cross_site", "The request came from another site", "Only pages of this site may do that. Open it here and try again.");
    public static readonly Error NotFound = new(404, "not_found", "There is nothing here", "Check the address, or begin at the start page.");
    public static readonly Error FileNotFound = new(404, "file_not_found", "This file is not here, or not here any more", "Files are removed when their time is up. Ask for a new link.");
    public static readonly Error UploadNotFound = new(404, "upload_not_found", "This upload is not here, or not here any more", "Begin it anew.");
    public static readonly Error TokenNotFound = new(404, "token_not_found", "There is no such personal token", "It was revoked or has expired.");
    public static readonly Error CodeNotFound = new(404, "code_not_found", "Nothing waits for that code", "It may be mistyped, answered already, or older than ten minutes. Let the program begin anew.");
    public static readonly Error DeviceNotFound = new(404, "device_not_found", "There is no such device", "It was signed out already.");
    public static readonly Error PairingExpired = new(404, "pairing_ended", "This code has ended", "It was used or denied, the number was wrong, or its time is up. Show a new one and scan that.");
    public static readonly Error ReceiveLinkExpired = new(404, "guest_link_ended", "This link has ended", "Ask for a new one: it works for a few minutes and a few files only.");
    public static readonly Error BufferEmpty = new(404, "buffer_empty", "The buffer is empty", "Put something in first. It is emptied when its time is up.");
    public static readonly Error TextNotFound = new(404, "text_not_found", "This text is not here any more", "Earlier texts go when their time is up, and when ten newer ones have come.");
    public static readonly Error MethodNotAllowed = new(405, "method_not_allowed", "That cannot be done here", "This address does not answer that method.");
    public static readonly Error RequestTimeout = new(408, "request_timeout", "The connection was too slow", "The upload stood still for too long. Try again.");
    public static readonly Error OffsetConflict = new(409, "offset_conflict", "The server has another number of bytes", "Ask for Upload-Offset with HEAD and go on from there.");
    public static readonly Error ReceiverFull = new(409, "receiver_full", "There is no place left at the other end", "Whoever gave you the link has as many files as there may be. Ask to delete some, and try again.");
    public static readonly Error TusVersionUnsupported = new(412, "tus_version_unsupported", "That version of tus is not spoken here", "Send Tus-Resumable: 1.0.0.");
    public static readonly Error PreconditionFailed = new(412, "precondition_failed", "It has changed meanwhile", "What you asked for is no longer the version you named.");
    public static readonly Error TooLarge = new(413, "too_large", "That is too large", "It is more than this server takes at once.");
    public static readonly Error ContentTypeUnsupported = new(415, "content_type_unsupported", "That content type is not taken here", "Send a form, or JSON as application/json.");
    public static readonly Error ContentEncodingUnsupported = new(415, "content_encoding_unsupported", "Compressed bodies are not taken", "Send the body without Content-Encoding.");
    public static readonly Error RangeNotSatisfiable = new(416, "range_not_satisfiable", "That range lies outside of the file", "Ask for bytes that the file has.");
    public static readonly Error UploadLocked = new(423, "upload_locked", "Another request is writing this upload", "Try again in a few seconds.");
    public static readonly Error ChecksumMismatch = new(460, "checksum_mismatch", "The bytes are not those that were sent", "Send them again from the same offset.");
    public static readonly Error TooManyRequests = new(429, "too_many_requests", "Too many at once", "Wait a little and try again.");
    public static readonly Error TooManyFailed = new(429, "too_many_failed", "Too many sign-ins failed from your network", "Wait ten minutes, or sign in by scanning with a device that is in.") { RetryAfter = 600 };
    public static readonly Error Internal = new(500, "internal_error", "Something went wrong on the server", "It is logged. Try again; if it stays, tell whoever runs this server.");
    public static readonly Error FileDamaged = new(500, "file_damaged", "The file is damaged on the server", "Its bytes are not whole any more, so they are not sent. Upload it again.");
    public static readonly Error Busy = new(503, "busy", "The server is busy", "Try again in a few seconds.");
    public static readonly Error StorageFull = new(507, "no_room", "The server has no room left", "Delete something, or wait until older files are gone, and try again.");

    static readonly Error[] ByStatus =
    [
        BadRequest, SignInRequired, Forbidden, NotFound, MethodNotAllowed, RequestTimeout, PreconditionFailed, TooLarge,
        ContentTypeUnsupported, RangeNotSatisfiable, TooManyRequests, Internal, Busy, StorageFull,
    ];

    /// <summary>The general error of a status that something else, such as routing, has set.</summary>
    public static Error OfStatus(int status) =>
        Array.Find(ByStatus, error => error.Status == status)
        ?? (status >= 500 ? Internal with { Status = status } : BadRequest with { Status = status, Title = ReasonPhrases.GetReasonPhrase(status) });
}
