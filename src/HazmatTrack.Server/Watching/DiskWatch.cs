using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>The disk of the data folder, where a part is embedded. Disks of servers are theirs to show.</summary>
/// <param name="folder">The full path of the data folder.</param>
internal sealed class DiskWatch(string folder, IMetricFactory metrics) : IWatched
{
    private readonly Gauge _free = metrics.CreateGauge("hazmattrack_data_folder_free_bytes", "Bytes that are free on the disk of the data folder.");

    private readonly Gauge _size = metrics.CreateGauge("hazmattrack_data_folder_size_bytes", "Size of the disk of the data folder, in bytes.");

    public Task ShowAsync(CancellationToken cancellation)
    {
        var disk = new DriveInfo(folder);
        _free.Set(disk.AvailableFreeSpace);
        _size.Set(disk.TotalSize);
        return Task.CompletedTask;
    }
}
