using System.IO.Pipelines;
using System.Text.Json;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>The base of the track writers for JSON formats.</summary>
internal abstract class JsonTrackWriter(PipeWriter pipe) : TrackWriter(pipe)
{
    public override long Pending => Json.BytesPending + Pipe.UnflushedBytes;

    protected Utf8JsonWriter Json { get; } = JsonWriting.To(pipe);

    public override async Task FlushAsync(CancellationToken cancellation)
    {
        Json.Flush();
        await base.FlushAsync(cancellation);
    }

    public override ValueTask DisposeAsync()
    {
        Json.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }
}
