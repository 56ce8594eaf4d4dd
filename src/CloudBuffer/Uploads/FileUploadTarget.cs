using CloudBuffer.Data;
using CloudBuffer.Files;
using CloudBuffer.Settings;
using CloudBuffer.Storage;
using Microsoft.Extensions.Options;

namespace CloudBuffer.Uploads;

/// <summary>The upload becomes a file with a share link.</summary>
sealed class FileUploadTarget(FileStore files, FileFinder finder, FileTokenProtector protector, IOptions<CloudBufferOptions> options) : IUploadTarget
{
    public UploadTarget Kind => UploadTarget.File;

    public BlobArea Area => BlobArea.Files;

    public async Task<UploadResult> CommitAsync(ResumableUpload upload, BlobWriter blob, Func<string, Task> finishAsync)
    {
        await blob.SealAsync(options.Value.Durable);
        var file = new NewFile(upload.Name, upload.ContentType, blob);
        var added = await files.CommitAsync(upload.OwnerId, [file], withinTransaction: shared => finishAsync(shared.Row.Token));
        return ResultOf(added[0]);
    }

    public async Task<UploadResult?> FindResultAsync(string ownerId, string result, CancellationToken cancellationToken) =>
        await finder.ListAsync(ownerId, [protector.Unprotect(result)], cancellationToken) is [var file] ? ResultOf(file) : null;

    static UploadResult ResultOf(SharedFile file) => new("Upload-File-Token", file.Token, $"f/{file.Token}");
}
