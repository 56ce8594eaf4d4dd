using CloudBuffer.Buffers;
using CloudBuffer.Data;
using CloudBuffer.Storage;

namespace CloudBuffer.Uploads;

/// <summary>The upload becomes the latest item.</summary>
sealed class BufferUploadTarget(BufferStore buffers, BufferReader reader) : IUploadTarget
{
    public UploadTarget Kind => UploadTarget.Buffer;

    public BlobArea Area => BlobArea.Buffers;

    public async Task<UploadResult> CommitAsync(ResumableUpload upload, BlobWriter blob, Func<string, Task> finishAsync)
    {
        await blob.SealAsync(durable: false);
        await buffers.CommitAsync(upload.OwnerId, BufferKind.File, upload.Name, upload.ContentType, blob, withinTransaction: () => finishAsync(blob.Id));
        return ResultOf(blob.Id);
    }

    public async Task<UploadResult?> FindResultAsync(string ownerId, string result, CancellationToken cancellationToken) =>
        (await reader.FindAsync(ownerId, cancellationToken))?.BlobId == result ? ResultOf(result) : null;

    static UploadResult ResultOf(string version) => new("Upload-Buffer-Version", version, "file/buffer");
}
