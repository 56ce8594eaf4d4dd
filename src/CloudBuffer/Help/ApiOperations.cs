using CloudBuffer.Access;
using CloudBuffer.Responses;

namespace CloudBuffer.Help;

/// <summary>Every route that is not a page. A test holds this table against the routes there are.</summary>
static class ApiOperations
{
    const string Json = "application/json";
    const string Form = "application/x-www-form-urlencoded";
    const string Multipart = "multipart/form-data";
    const string Bytes = "application/octet-stream";
    const string Text = "text/plain";
    const string TusBody = "application/offset+octet-stream";

    static readonly ApiParameter Token = new("token", "query", "The token of the link.", Required: true);
    static readonly ApiParameter TokenInPath = new("token", "path", "The token of the link.", Required: true);
    static readonly ApiParameter FileName = new("filename", "query", "The name of a raw body, where the path has none.");
    static readonly ApiParameter Disposition = new("Content-Disposition", "header", "Another place for the name of a raw body: attachment; filename*=UTF-8''NAME.");
    static readonly ApiParameter Digest = new("Content-Digest", "header", "sha-256=:BASE64: of the body (RFC 9530), or Repr-Digest. What does not match is refused and leaves nothing.");
    static readonly ApiParameter Range = new("Range", "header", "A part of the bytes, such as bytes=0-999.");
    static readonly ApiParameter IfNoneMatch = new("If-None-Match", "header", "The ETag that you have: unchanged is 304.");
    static readonly ApiParameter IfRange = new("If-Range", "header", "The ETag that the range belongs to.");
    static readonly ApiParameter DataType = new("X-Data-Type", "header", "text or file. May be left out where the path has a name: that is a file.");
    static readonly ApiParameter UploadId = new("id", "path", "The id of the upload, from Location.", Required: true);
    static readonly ApiParameter TusResumable = new("Tus-Resumable", "header", "1.0.0", Required: true);
    static readonly ApiParameter Checksum = new("Upload-Checksum", "header", "sha256 or sha1, a space, and the hash of this body in Base64.");
    static readonly ApiParameter Length = new("Upload-Length", "header", "Bytes of the whole file.", "integer");

    static readonly ApiField[] Link =
    [
        new("token", "The key to the file."), new("url", "The link.", Format: "uri"), new("qr", "Where the QR code is, as SVG.", Format: "uri"),
        new("fileName", "The name."), new("contentType", "The media type."), new("size", "Bytes.", "integer", "int64"), new("sha256", "64 hex digits."),
        new("isFromGuest", "Whether somebody without an account has sent it.", "boolean"), new("downloads", "How often it was downloaded whole.", "integer", "int32"), new("expiresAt", "When it goes, UTC.", Format: "date-time"),
    ];

    static readonly ApiField[] Stored =
    [
        new("code", "0.", "integer", "int32"), new("message", "ok."), new("version", "The ETag without its quotes."), new("sha256", "64 hex digits."),
        new("expiresAt", "When it goes, UTC.", Format: "date-time"),
    ];

    static readonly ApiField[] TokenRow =
    [
        new("id", "Its public part."), new("name", "What it is for."), new("scope", "Scopes, separated by spaces."), new("createdAt", "UTC.", Format: "date-time"),
        new("expiresAt", "UTC.", Format: "date-time"), new("lastUsedAt", "UTC; null before the first use.", Format: "date-time"), new("lastUsedFrom", "The address; null before the first use."),
    ];

    static readonly (string, string)[] Download =
    [
        ("ETag", "The version."), ("Last-Modified", "When it came."), ("Repr-Digest", "sha-256=:BASE64: of the whole (RFC 9530)."), ("Accept-Ranges", "bytes"),
        ("Content-Disposition", "attachment, with the name."),
    ];

    static readonly Error[] DownloadErrors = [Errors.FileDamaged, Errors.PreconditionFailed, Errors.RangeNotSatisfiable];
    static readonly Error[] BodyErrors = [Errors.MultipartInvalid, Errors.DigestInvalid, Errors.DigestMismatch, Errors.TooLarge, Errors.ContentEncodingUnsupported, Errors.RequestTimeout, Errors.StorageFull];
    static readonly Error[] FormErrors = [Errors.BadRequest, Errors.JsonInvalid, Errors.ContentTypeUnsupported, Errors.TooLarge];
    static readonly Error[] TusErrors = [Errors.TusVersionUnsupported, Errors.UploadNotFound, Errors.UploadLocked];

    static readonly (string, string)[] TusHeaders = [("Tus-Resumable", "1.0.0"), ("Upload-Expires", "When the upload is given up.")];
    static readonly (string, string)[] TusProgress = [.. TusHeaders, ("Upload-Offset", "Bytes that the server has."), ("Content-Location", "The link, or the buffer, once it is whole."), ("Upload-File-Token", "The token of the link."), ("Upload-Buffer-Version", "The version of the buffer, where that was the target.")];

    static readonly ApiBody Credentials = new([Json, Form], "Who signs in.", [new("username", "Or the e-mail."), new("password", "The password.", Format: "password")]);
    static readonly ApiBody NewAccount = new([Json, Form], "The account.",
        [new("username", "Up to 32 letters, digits and -_.@+."), new("email", "An e-mail address.", Format: "email"), new("password", "At least 8 characters.", Format: "password"), new("password_confirm", "The same again.", Format: "password")]);
    static readonly ApiBody RawOrParts = new([Bytes, Multipart], "The file raw, or one or more parts named file.", [new("file", "The file.", Format: "binary")]);
    static readonly ApiBody TusChunk = new([TusBody], "The bytes from the offset on.", []);
    static readonly ApiAnswer SignedIn = new(200, "Signed in.", Json, [new("username", "The user name.")], [("Set-Cookie", "The key for what follows.")]);
    static readonly ApiAnswer[] Whole = [new(200, "The bytes.", Bytes, Headers: Download), new(206, "A range of them.", Bytes, Headers: Download), new(304, "You have them.")];
    static readonly ApiAnswer[] Links = [new(200, "A page with link and QR code, where HTML or nothing special was asked for.", "text/html"), new(201, "JSON: the link, or a list where several files came.", Json, Link, [("Location", "The link.")])];

    public static readonly ApiOperation[] All =
    [
        new("POST", "/account/register", "Sign up", null) { Open = true, Body = NewAccount, Answers = [SignedIn], Errors = [.. FormErrors, Errors.FormInvalid, Errors.TooManyRequests] },
        new("POST", "/account/login", "Sign in", null) { Open = true, Body = Credentials, Answers = [SignedIn], Errors = [.. FormErrors, Errors.SignInFailed, Errors.AccountLocked, Errors.TooManyRequests, Errors.TooManyFailed] },
        new("POST", "/account/confirm", "Give the password again, on a device that was not used for a week or came in by scanning", null)
        {
            Body = new([Json, Form], "The password.", [new("password", "The password.", Format: "password")]),
            Answers = [new(204, "It may let others in again.")],
            Errors = [.. FormErrors, Errors.SignInFailed, Errors.AccountLocked, Errors.TooManyRequests, Errors.TooManyFailed],
        },
        new("POST", "/account/logout", "Sign out", null) { Open = true, Answers = [new(204, "Signed out.")] },
        new("GET", "/account/profile", "What is stored, and what room is left", null)
        {
            Answers =
            [
                new(200, "The account.", Json,
                [
                    new("username", "The user name."), new("email", "The e-mail."), new("files", "Live files.", "integer", "int32"), new("maxFiles", "How many there may be.", "integer", "int32"),
                    new("fileBytes", "Bytes of all.", "integer", "int64"), new("buffer", "Kind, size and end of what is in the buffer, or null.", "object"),
                    new("maxFileSize", "Bytes of one file.", "integer", "int64"), new("expireTime", "How long things live, as [d.]hh:mm:ss."),
                ]),
            ],
        },

        new("GET", "/file/buffer", "What is in the buffer", Scopes.BufferRead)
        {
            Description = "With wait the answer comes as soon as there is something that If-None-Match does not name; at the end of the time it is 304, or 404 where the buffer is empty.",
            Parameters =
            [
                IfNoneMatch, new("wait", "query", "Seconds to wait for something new, at most 300.", "integer"), new("Prefer", "header", "wait=60 does the same (RFC 7240)."), Range, IfRange,
                new("view", "query", "Pictures, sound and film are shown instead of saved."),
            ],
            Answers = [.. Whole.Select(answer => answer.Status == 304 ? answer : answer with { Headers = [("X-Data-Type", "text or file."), ("Preference-Applied", "wait=SECONDS, where it waited."), .. Download] })],
            Errors = [Errors.BufferEmpty, Errors.WaitInvalid, Errors.TooManyRequests, .. DownloadErrors],
        },
        Put("POST", "/file/buffer"),
        Put("PUT", "/file/buffer"),
        Put("PUT", "/file/buffer/{name}"),
        new("POST", "/file/buffer/extend", "Keep the content longer", Scopes.BufferWrite)
        {
            Answers = [new(200, "It lives as long again as when it came.", Json, [new("expiresAt", "UTC.", Format: "date-time")])],
            Errors = [Errors.BufferEmpty],
        },
        new("GET", "/file/buffer/history", "The last ten texts of up to 1 MiB, newest first", Scopes.BufferRead)
        {
            Answers = [new(200, "Those whose time is not up.", Json, [new("id", "To bring it back.", "integer", "int64"), new("text", "The text, or its beginning."), new("isCut", "Whether there is more of it.", "boolean"), new("createdAt", "UTC.", Format: "date-time"), new("expiresAt", "UTC.", Format: "date-time")]) { IsList = true }],
        },
        new("POST", "/file/buffer/history/back", "Put an earlier text in again", Scopes.BufferWrite)
        {
            Body = new([Form], "Which one. As JSON the id is a string.", [new("id", "From the list.")]),
            Answers = [new(204, "It is in the buffer.")],
            Errors = [.. FormErrors, Errors.TextNotFound, Errors.StorageFull],
        },
        new("DELETE", "/file/buffer/history", "Forget earlier texts", Scopes.BufferWrite) { Answers = [new(204, "They are gone.")] },
        new("POST", "/file/buffer/history/clear", "Forget earlier texts", Scopes.BufferWrite) { Answers = [new(204, "They are gone.")] },
        new("DELETE", "/file/buffer", "Empty the buffer", Scopes.BufferWrite) { Answers = [new(204, "It is empty.")] },

        Load("POST", "/file/load"),
        Load("PUT", "/file/load"),
        Load("PUT", "/file/load/{name}"),
        new("GET", "/file/mine", "My links, newest first", Scopes.FileRead) { Answers = [new(200, "All that work. As text/plain: one link a line.", Json, Link) { IsList = true }] },
        new("GET", "/f/{token}", "Download", null) { Open = true, Parameters = [TokenInPath, Range, IfRange, IfNoneMatch], Answers = Whole, Errors = [Errors.FileNotFound, .. DownloadErrors] },
        new("GET", "/file/get", "Download", null) { Open = true, Parameters = [Token, Range, IfRange, IfNoneMatch], Answers = Whole, Errors = [Errors.TokenMissing, Errors.FileNotFound, .. DownloadErrors] },
        new("GET", "/file/view", "A picture, sound or film of mine, to be shown in a page", Scopes.FileRead)
        {
            Description = "It is not counted as a download.",
            Parameters = [new("token", "query", "The token of the link.", Required: true), Range, IfRange, IfNoneMatch],
            Answers = Whole,
            Errors = [Errors.TokenMissing, Errors.FileNotFound, .. DownloadErrors],
        },
        new("GET", "/file/qr", "The QR code of a link", null) { Open = true, Parameters = [Token], Answers = [new(200, "An image.", "image/svg+xml")], Errors = [Errors.TokenMissing, Errors.FileNotFound] },
        new("POST", "/file/extend", "Keep a file longer", Scopes.FileWrite)
        {
            Parameters = [Token],
            Answers = [new(200, "It lives as long again as when it came.", Json, [new("expiresAt", "UTC.", Format: "date-time")])],
            Errors = [Errors.TokenMissing, Errors.FileNotFound],
        },
        new("DELETE", "/f/{token}", "Take a file back", Scopes.FileWrite) { Parameters = [TokenInPath], Answers = [new(204, "The link is dead.")], Errors = [Errors.FileNotFound] },
        new("DELETE", "/file/get", "Take a file back", Scopes.FileWrite) { Parameters = [Token], Answers = [new(204, "The link is dead.")], Errors = [Errors.TokenMissing, Errors.FileNotFound] },
        new("POST", "/file/delete", "Take a file back", Scopes.FileWrite) { Parameters = [Token], Answers = [new(204, "The link is dead.")], Errors = [Errors.TokenMissing, Errors.FileNotFound] },

        new("OPTIONS", "/file/upload", "What resumable uploads can do", null)
        {
            Open = true,
            Description = "Resumable uploads speak tus 1.0: https://tus.io/protocols/resumable-upload",
            Answers = [new(204, "Versions, extensions, algorithms and the largest size.", Headers: [("Tus-Version", "1.0.0"), ("Tus-Extension", "What is spoken."), ("Tus-Checksum-Algorithm", "sha256,sha1"), ("Tus-Max-Size", "Bytes.")])],
        },
        new("OPTIONS", "/file/upload/{id}", "What resumable uploads can do", null) { Open = true, Parameters = [UploadId], Answers = [new(204, "As for /file/upload.")] },
        new("POST", "/file/upload", "Begin a resumable upload", Scopes.FileWrite)
        {
            Parameters =
            [
                TusResumable, Length, new("Upload-Defer-Length", "header", "1 where the length is not known yet.", "integer"),
                new("Upload-Metadata", "header", "filename, filetype and target (file or buffer), each with a Base64 value. The buffer needs the scope buffer:write as well."), Checksum,
            ],
            Body = TusChunk with { Description = "The first bytes, if you like.", Required = false },
            Answers = [new(201, "Begun.", Headers: [("Location", "The address of the upload."), .. TusProgress])],
            Errors = [Errors.TusVersionUnsupported, Errors.UploadLengthInvalid, Errors.UploadMetadataInvalid, Errors.ChecksumInvalid, Errors.ChecksumMismatch, Errors.TooLarge, Errors.ContentEncodingUnsupported, Errors.StorageFull],
        },
        Tell("GET"),
        new("PATCH", "/file/upload/{id}", "Go on with a resumable upload", Scopes.FileWrite)
        {
            Parameters = [UploadId, TusResumable, new("Upload-Offset", "header", "Bytes that the server has.", "integer", Required: true), Length, Checksum],
            Body = TusChunk,
            Answers = [new(204, "Taken.", Headers: TusProgress)],
            Errors =
            [
                .. TusErrors, Errors.UploadOffsetInvalid, Errors.UploadLengthInvalid, Errors.ChecksumInvalid, Errors.ChecksumMismatch, Errors.OffsetConflict, Errors.ContentTypeUnsupported,
                Errors.ContentEncodingUnsupported, Errors.TooLarge, Errors.StorageFull,
            ],
        },
        new("DELETE", "/file/upload/{id}", "Give a resumable upload up", Scopes.FileWrite) { Parameters = [UploadId, TusResumable], Answers = [new(204, "It is gone.", Headers: TusHeaders[..1])], Errors = TusErrors },
        new("POST", "/file/upload/{id}", "PATCH or DELETE, for clients that can only POST", Scopes.FileWrite)
        {
            Parameters = [UploadId, TusResumable, new("X-HTTP-Method-Override", "header", "PATCH, DELETE or HEAD.", Required: true)],
            Body = TusChunk with { Required = false },
            Answers = [new(200, "As HEAD."), new(204, "As PATCH or DELETE.", Headers: TusProgress)],
            Errors = [.. TusErrors, Errors.MethodNotAllowed],
        },

        new("GET", "/live", "What changes, as it does", Scopes.BufferRead | Scopes.FileRead)
        {
            Description = "Server-sent events: buffer, file and device say where to look, their data which version, file or device it is about. Each stream begins with all three; a heartbeat comes every ten seconds.",
            Answers = [new(200, "Events until you leave or are signed out.", "text/event-stream")],
            Errors = [Errors.TooManyRequests],
        },

        new("GET", "/token", "My personal tokens", null) { Answers = [new(200, "Those that work, without their secrets.", Json, TokenRow) { IsList = true }] },
        new("POST", "/token", "Make a personal token", null)
        {
            Body = new([Json, Form], "What it may do.", [new("name", "What it is for."), new("scope", "Scopes, separated by spaces: buffer:read buffer:write file:read file:write."), new("days", "1 to 365; 90 when left out.")]),
            Answers = [new(201, "The token, shown this once.", Json, [new("token", "The token."), new("id", "Its public part."), new("name", "What it is for."), new("scope", "Scopes."), new("expiresAt", "UTC.", Format: "date-time"), new("curl", "A line to try it with.")])],
            Errors = [.. FormErrors, Errors.FormInvalid, Errors.TooManyTokens],
        },
        new("DELETE", "/token/{id}", "Revoke a personal token", null) { Parameters = [new("id", "path", "Its public part.", Required: true)], Answers = [new(204, "It is refused from now on.")], Errors = [Errors.TokenNotFound] },
        new("POST", "/token/delete", "Revoke a personal token", null) { Parameters = [new("id", "query", "Its public part.", Required: true)], Answers = [new(204, "It is refused from now on.")], Errors = [Errors.TokenNotFound] },
        new("DELETE", "/token/current", "Revoke the token that asks", Scopes.None) { Answers = [new(204, "It is refused from now on.")], Errors = [Errors.TokenNotFound] },

        new("POST", "/token/device", "Ask for a token without a browser", null)
        {
            Open = true,
            Description = "The device flow of RFC 8628: show user_code, let somebody approve it at verification_uri, and poll.",
            Body = new([Form, Json], "What is asked for.", [new("name", "What the program calls itself."), new("scope", "Scopes; all when left out.")], Required: false),
            Answers =
            [
                new(200, "Begun.", Json,
                [
                    new("device_code", "To poll with."), new("user_code", "To be shown, such as BCDF-GHJK."), new("verification_uri", "Where it is approved.", Format: "uri"),
                    new("verification_uri_complete", "The same with the code.", Format: "uri"), new("expires_in", "Seconds.", "integer", "int32"), new("interval", "Seconds between two polls.", "integer", "int32"),
                ]),
            ],
            Errors = [.. FormErrors, Errors.ScopeInvalid, Errors.TooManyRequests],
        },
        new("POST", "/token/device/poll", "Fetch the token that was asked for", null)
        {
            Open = true,
            Body = new([Form, Json], "Which one.", [new("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), new("device_code", "From the beginning.")]),
            Answers = [new(200, "Approved. Each token is given once.", Json, [new("access_token", "The token."), new("token_type", "Bearer."), new("expires_in", "Seconds.", "integer", "int64"), new("scope", "Scopes.")])],
            Errors = [.. FormErrors, Errors.AuthorizationPending, Errors.SlowDown, Errors.AccessDenied, Errors.ExpiredToken, Errors.UnsupportedGrantType, Errors.TooManyTokens],
        },
        new("POST", "/token/device/answer", "Approve or deny", null)
        {
            Body = new([Json, Form], "The answer.", [new("code", "The code that the program shows."), new("answer", "approve or deny.")]),
            Answers = [new(204, "Answered.")],
            Errors = [.. FormErrors, Errors.CodeNotFound, Errors.TooManyRequests],
        },
        new("GET", "/token/device/qr", "The address to approve at, as a QR code of block characters", null)
        {
            Open = true,
            Parameters = [new("code", "query", "The code that the program shows.", Required: true)],
            Answers = [new(200, "Lines for a terminal.", Text)],
            Errors = [Errors.CodeNotFound],
        },

        new("GET", "/device", "The devices on which I am signed in", null)
        {
            Answers =
            [
                new(200, "All, the last seen first.", Json,
                [
                    new("id", "Its id."), new("name", "What it is called."), new("browser", "What its browser says it is."), new("origin", "password, scan or borrowed."), new("createdAt", "UTC.", Format: "date-time"), new("expiresAt", "UTC.", Format: "date-time"),
                    new("lastSeenAt", "UTC, to the minute.", Format: "date-time"), new("lastSeenFrom", "The address."), new("here", "Whether it is the one that asks.", "boolean"),
                ]) { IsList = true },
            ],
        },
        new("POST", "/device/name", "Name a device", null)
        {
            Body = new([Json, Form], "Which, and how.", [new("id", "Its id."), new("name", "Up to 64 characters.")]),
            Answers = [new(204, "Named.")],
            Errors = [.. FormErrors, Errors.FormInvalid, Errors.DeviceNotFound],
        },
        new("DELETE", "/device/{id}", "Sign a device out", null) { Parameters = [new("id", "path", "Its id.", Required: true)], Answers = [new(204, "It is out at once.")], Errors = [Errors.DeviceNotFound] },
        new("POST", "/device/delete", "Sign a device out", null) { Parameters = [new("id", "query", "Its id.", Required: true)], Answers = [new(204, "It is out at once.")], Errors = [Errors.DeviceNotFound] },
        new("POST", "/device/delete-others", "Sign all other devices out", null) { Answers = [new(204, "They are out at once.")] },
        new("POST", "/device/offer", "Show a code that adds a device", null)
        {
            Description = "Whoever scans it posts the secret of its fragment to /device/claim, shows the number that comes back, and asks at /device/finish.",
            Answers = [new(200, "Shown.", Json, [new("id", "To watch it."), new("url", "What the code says.", Format: "uri"), new("qr", "The code as SVG."), new("expiresIn", "Seconds.", "integer", "int32")])],
            Errors = [Errors.TooManyRequests],
        },
        new("GET", "/device/offer/{id}", "How far an offer is", null)
        {
            Parameters = [new("id", "path", "Its id.", Required: true)],
            Answers = [new(200, "So far.", Json, [new("state", "open, waiting, allowed or denied."), new("device", "Who asks."), new("address", "Where that is."), new("number", "What it shows."), new("contested", "Whether a second device tried the code.", "boolean")])],
            Errors = [Errors.PairingExpired],
        },
        new("POST", "/device/claim", "Ask to be let in by an offer", null)
        {
            Open = true,
            Body = new([Json, Form], "The scanned secret.", [new("secret", "From the fragment.")]),
            Answers = [new(200, "Asked.", Json, [new("claim", "To fetch the session with."), new("number", "To be shown."), new("owner", "The user whose device it becomes.")])],
            Errors = [.. FormErrors, Errors.PairingExpired, Errors.TooManyRequests],
        },
        new("POST", "/device/request", "Show a code that signs this computer in for a quarter of an hour", null)
        {
            Open = true,
            Answers = [new(200, "Shown.", Json, [new("claim", "To fetch the session with."), new("number", "To be shown."), new("url", "What the code says.", Format: "uri"), new("qr", "The code as SVG."), new("expiresIn", "Seconds.", "integer", "int32")])],
            Errors = [Errors.TooManyRequests],
        },
        new("POST", "/device/look", "Who asks by a request that was scanned", null)
        {
            Body = new([Json, Form], "The scanned secret.", [new("secret", "From the fragment.")]),
            Answers = [new(200, "Who asks.", Json, [new("id", "To answer it."), new("device", "What it is."), new("address", "Where it is."), new("numbers", "One of them is what it shows.", "array")])],
            Errors = [.. FormErrors, Errors.PairingExpired, Errors.TooManyRequests],
        },
        new("POST", "/device/answer", "Let a device in, or not", null)
        {
            Body = new([Json, Form], "The answer. Three wrong numbers destroy an offer, one a request.", [new("id", "Of the offer or request."), new("answer", "allow; anything else denies."), new("number", "What the new device shows.")]),
            Answers = [new(204, "Answered.")],
            Errors = [.. FormErrors, Errors.NumberWrong, Errors.PairingExpired, Errors.TooManyRequests],
        },
        new("POST", "/device/finish", "Come in, once allowed", null)
        {
            Open = true,
            Body = new([Json, Form], "Which device.", [new("claim", "From the beginning.")]),
            Answers = [new(200, "Signed in.", Json, [new("username", "The user name.")], [("Set-Cookie", "The key for what follows.")]), new(202, "Nobody has answered yet.")],
            Errors = [.. FormErrors, Errors.PairingExpired],
        },

        new("POST", "/g/{token}", "Send something to the owner of a guest link", null)
        {
            Open = true,
            Parameters = [new("token", "path", "The token of the guest link.", Required: true)],
            Body = new([Multipart], "Parts named file, and a field text, which becomes a file.", [new("file", "A file.", Format: "binary"), new("text", "A text.")]),
            Answers = [new(200, "A page that says so, where HTML or nothing special was asked for.", "text/html"), new(201, "Sent.")],
            Errors = [Errors.ReceiveLinkExpired, Errors.ReceiverFull, Errors.FileMissing, Errors.TooManyRequests, .. BodyErrors],
        },

        new("GET", "/cb", "The shell script cb, with this server's address in it", null) { Open = true, Answers = [new(200, "A POSIX shell script.", Text)] },
        new("GET", "/health", "Whether the server runs", null) { Open = true, Answers = [new(200, "ok", Text)] },
        new("GET", "/health/ready", "Whether all it stands on does", null)
        {
            Open = true,
            Answers =
            [
                new(200, "It serves; status is ok or degraded.", Json, [new("status", "ok or degraded."), new("database", "ok or away."), new("storage", "ok, or what is wrong."), new("redis", "ok or away."), new("sweeper", "ok, or what is wrong.")]),
                new(503, "The database is away.", Json),
            ],
        },
    ];

    static ApiOperation Put(string method, string path) => new(method, path, "Put something into the buffer", Scopes.BufferWrite)
    {
        Parameters = [.. Named(path), DataType, FileName, Disposition, Digest],
        Body = RawOrParts with { Description = "Text or the file raw, or one part named file." },
        Answers = [new(200, "It is there.", Json, Stored)],
        Errors = [Errors.DataTypeMissing, Errors.DataTypeUnknown, Errors.FileNameMissing, Errors.FileNameTooLong, Errors.FileCount, Errors.TextInvalid, .. BodyErrors],
    };

    static ApiOperation Load(string method, string path) => new(method, path, "Upload a file and get a link", Scopes.FileWrite)
    {
        Description = "Accept: application/json answers JSON, text/plain the bare link; with ?qr a QR code of block characters follows (?qr=light for a light terminal).",
        Parameters = [.. Named(path), FileName, Disposition, Digest, new("qr", "query", "With text/plain: also the QR code.")],
        Body = RawOrParts,
        Answers = Links,
        Errors = [Errors.FileMissing, Errors.FileNameMissing, Errors.TooManyFiles, .. BodyErrors],
    };

    static ApiOperation Tell(string method) => new(method, "/file/upload/{id}", "How far a resumable upload is", Scopes.FileWrite)
    {
        Parameters = [UploadId, TusResumable],
        Answers = [new(200, "So far.", Headers: [("Upload-Length", "Bytes of the whole file."), .. TusProgress])],
        Errors = TusErrors,
    };

    static ApiParameter[] Named(string path) => path.EndsWith("{name}", StringComparison.Ordinal) ? [new("name", "path", "The name of the file.", Required: true)] : [];
}
