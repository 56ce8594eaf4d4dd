using System.Text;
using CloudBuffer.Access;
using CloudBuffer.Buffers;
using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Responses;
using CloudBuffer.Settings;
using CloudBuffer.Transfers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CloudBuffer.ShareTargets;

/// <summary>
/// What a phone's share sheet hands over (https://w3c.github.io/web-share-target): files become links on the board, text and
/// addresses go into the buffer.
/// </summary>
public sealed class ShareTargetsController(BufferStore buffers, FileStore files, ActiveTransfers transfers, IOptions<CloudBufferOptions> options) : Controller
{
    const int MaxTextBytes = 1024 * 1024;
    static readonly string[] Fields = ["title", "text", "url", "file"];

    [HttpPost("/share"), StreamedBody, DisableRequestSizeLimit]
    public async Task<IActionResult> Receive(CancellationToken cancellationToken)
    {
        if (Request.ContentLength > (decimal)options.Value.MaxFileSize * options.Value.MaxFiles)
            return new ErrorResult(Errors.TooLarge);
        var words = new List<string>();
        var saved = await files.SaveAsync(User.Id(), FilesOf(Request.PartsAsync(Fields, nameInPath: null, cancellationToken), words, cancellationToken), Request.ContentLength, cancellationToken);
        if (words.Count == 0 && saved.Count == 0)
            return new ErrorResult(Errors.FileMissing);
        // What comes beside files is their caption, which would push out what lies in the buffer.
        if (saved.Count == 0)
            await PutAsync(string.Join('\n', words.Distinct()), cancellationToken);
        return this.SeeOther("/");
    }

    /// <summary>Where somebody lands who had to sign in first: what the sheet handed over is gone.</summary>
    [HttpGetOrHead("/share")]
    public IActionResult ShareAgain() => View();

    /// <summary>Makes a file with a link of what is in the buffer, to hand it to somebody else. It stays in the buffer.</summary>
    [HttpPost("/share/buffer")]
    public async Task<IActionResult> ShareBuffer(CancellationToken cancellationToken)
    {
        if (await buffers.OpenAsync(User.Id(), cancellationToken) is not var (entry, blob))
            return new ErrorResult(Errors.BufferEmpty);
        using var running = transfers.Watch(HttpContext);
        await using var body = new FileStream(blob, FileAccess.Read, bufferSize: 0);
        var part = entry.Kind == BufferKind.Text
            ? new UploadPart("file", "text.txt", "text/plain", entry.Size, body)
            : new UploadPart("file", entry.Name, entry.ContentType, entry.Size, body);
        var saved = await files.SaveAsync(User.Id(), AsyncEnumerable.Repeat(part, 1), entry.Size, cancellationToken);
        return this.SeeOther($"/file/link?token={saved[0].Token}");
    }

    Task<BufferEntry> PutAsync(string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var part = new UploadPart("text", null, "text/plain", bytes.Length, new MemoryStream(bytes));
        return buffers.PutAsync(User.Id(), BufferKind.Text, part, bytes.Length, () => ValueTask.FromResult(false), cancellationToken);
    }

    /// <summary>The files among the parts; the texts are put aside.</summary>
    static async IAsyncEnumerable<UploadPart> FilesOf(
        IAsyncEnumerable<UploadPart> parts, List<string> words, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int left = MaxTextBytes; // for all of them: they are held in memory
        await foreach (var part in parts.WithCancellation(cancellationToken))
        {
            if (part.PartName == "file" && part.FileName is not null)
                yield return part;
            else if (part.PartName is not ("file" or UploadReader.RawBody) && await ReadAsync(part.Body, left, cancellationToken) is { Length: > 0 } text)
            {
                words.Add(text);
                left -= Encoding.UTF8.GetByteCount(text);
            }
        }
    }

    static async Task<string> ReadAsync(Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            text.Write(chunk, 0, read);
            if (text.Length > maxBytes)
                throw new ErrorException(Errors.TooLarge);
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
