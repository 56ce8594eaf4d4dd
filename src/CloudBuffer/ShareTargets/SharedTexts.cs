using System.Runtime.CompilerServices;
using System.Text;
using CloudBuffer.Responses;
using CloudBuffer.Transfers;

namespace CloudBuffer.ShareTargets;

/// <summary>The texts of a share sheet: title, text and URL. Phones repeat them, so duplicates are removed.</summary>
sealed class SharedTexts
{
    const int MaxBytes = 128 * 1024; // of all texts, because they are held in memory

    readonly List<string> texts = [];
    int remainingBytes = MaxBytes;

    public bool IsEmpty => texts.Count == 0;

    /// <summary>Collects the texts and returns the files.</summary>
    /// <exception cref="ErrorException">413: the texts are too long.</exception>
    public async IAsyncEnumerable<UploadPart> CollectAsync(IAsyncEnumerable<UploadPart> parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in parts.WithCancellation(cancellationToken))
        {
            if (part.IsText)
                await AddAsync(part.Body, cancellationToken);
            else
                yield return part;
        }
    }

    public override string ToString() => string.Join('\n', texts.Distinct());

    async Task AddAsync(Stream body, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            if ((remainingBytes -= read) < 0)
                throw new ErrorException(Errors.TooLarge);
            text.Write(chunk, 0, read);
        }
        texts.Add(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }
}
