using CloudBuffer.Data;
using CloudBuffer.Live;
using CloudBuffer.Storage;

namespace CloudBuffer.Files;

/// <summary>Updates what depends on file rows after they were changed: expiry keys, blobs and live pages.</summary>
public sealed class FileChanges(DiskBlobStore blobs, FileExpiryKeys keys, LiveEvents live)
{
    /// <param name="added">Not empty.</param>
    /// <param name="evicted">Deleted in the same transaction.</param>
    public async Task AddedAsync(string ownerId, IReadOnlyList<StoredFile> added, IReadOnlyList<StoredFile> evicted)
    {
        await keys.AddAsync(added);
        await DropAsync(evicted);
        await live.PublishAsync(ownerId, LiveEvent.FilesChanged(added[^1].BlobId));
    }

    public async Task ExtendedAsync(StoredFile file)
    {
        await keys.AddAsync([file]);
        await live.PublishAsync(file.OwnerId, LiveEvent.FilesChanged());
    }

    public async Task DeletedAsync(StoredFile file)
    {
        await DropAsync([file]);
        await live.PublishAsync(file.OwnerId, LiveEvent.FilesChanged());
    }

    public Task DownloadedAsync(StoredFile file) => live.PublishAsync(file.OwnerId, LiveEvent.FilesChanged(file.BlobId));

    async Task DropAsync(IReadOnlyList<StoredFile> deleted)
    {
        await keys.RemoveAsync(deleted);
        foreach (var file in deleted)
            blobs.Delete(BlobArea.Files, file.BlobId);
    }
}
