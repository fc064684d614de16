using System.IO.Pipelines;
using System.Text;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>Writes a track point by point, without buffering the complete track.</summary>
internal abstract class TrackWriter(PipeWriter pipe) : IAsyncDisposable
{
    /// <summary>How many bytes are written but not flushed yet.</summary>
    public virtual long Pending => Pipe.UnflushedBytes;

    protected PipeWriter Pipe => pipe;

    /// <summary>Writes a text unescaped: nothing in a track, vehicle ids included, needs escaping.</summary>
    protected void Text(string text) => Encoding.UTF8.GetBytes(text, pipe);

    public abstract void Write(in PositionReport point);

    public virtual async Task FlushAsync(CancellationToken cancellation) => await pipe.FlushAsync(cancellation);

    /// <summary>Writes the end of the document after the last point.</summary>
    public abstract Task EndAsync(CancellationToken cancellation);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
