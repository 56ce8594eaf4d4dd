using CloudBuffer.Data;
using CloudBuffer.Storage;

namespace CloudBuffer.Uploads;

/// <summary>What a resumable upload becomes once it is complete.</summary>
public interface IUploadTarget
{
    UploadTarget Kind { get; }

    /// <summary>The area of the finished blob.</summary>
    BlobArea Area { get; }

    /// <summary>Commits the complete blob, which is not sealed yet.</summary>
    /// <param name="finishAsync">Stores <see cref="ResumableUpload.Result"/>; runs in the same transaction.</param>
    Task<UploadResult> CommitAsync(ResumableUpload upload, BlobWriter blob, Func<string, Task> finishAsync);

    /// <param name="result"><see cref="ResumableUpload.Result"/>.</param>
    /// <returns>Null if the result has expired or was deleted.</returns>
    Task<UploadResult?> FindResultAsync(string ownerId, string result, CancellationToken cancellationToken);
}
