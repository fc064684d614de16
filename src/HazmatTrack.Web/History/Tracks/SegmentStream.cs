using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Tracks.Segments;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>
/// Forwards a track segment by segment while it is read. Where two trucks drive under one plate, one segment is written and the other is buffered;
/// when the buffer is full, both are written in pieces, and each piece begins with the last point of the one before.
/// </summary>
internal sealed class SegmentStream(ISegmentTarget target)
{
    private const int MostWaiting = 1000;

    private readonly TrackSegmenter _segmenter = new();
    private readonly SortedDictionary<int, List<SegmentedReport>> _waiting = [];
    private SegmentedReport? _current;
    private int _count;

    public void Add(in PositionReport report)
    {
        _segmenter.Add(report);
        TakeDecided();
    }

    public void Complete()
    {
        _segmenter.Complete();
        TakeDecided();
        EndCurrent();
        WriteWaiting();
    }

    private void TakeDecided()
    {
        while (_segmenter.TryTake(out var next))
        {
            if (next.Segment > 0)
            {
                Take(next);
            }
        }
    }

    private void Take(in SegmentedReport next)
    {
        if (_current is { } current && next.Segment != current.Segment)
        {
            if (next.Track == current.Track || next.Report.Time - current.Report.Time > SegmentSettings.Default.DarkGap)
            {
                EndCurrent();
                if (next.Track != current.Track)
                {
                    WriteWaiting(but: next.Segment);
                }
            }
            else
            {
                Wait(next);
                return;
            }
        }

        Write(next);
    }

    private void Wait(in SegmentedReport next)
    {
        if (!_waiting.TryGetValue(next.Segment, out var points))
        {
            _waiting.Add(next.Segment, points = []);
        }

        points.Add(next);
        if (++_count < MostWaiting)
        {
            return;
        }

        var current = _current!.Value;
        var ends = _waiting.Values.Select(w => w[^1]).ToList();
        EndCurrent();
        WriteWaiting();
        ends.ForEach(e => _waiting.Add(e.Segment, [e]));
        _count = ends.Count;
        Write(current);
    }

    /// <summary>Writes the buffered segments, and the buffered points of one as the begin of the current segment.</summary>
    private void WriteWaiting(int but = 0)
    {
        foreach (var (segment, points) in _waiting)
        {
            if (segment != but)
            {
                points.ForEach(p => Write(p));
                EndCurrent();
            }
        }

        _waiting.Remove(but, out var begin);
        begin?.ForEach(p => Write(p));
        _waiting.Clear();
        _count = 0;
    }

    private void Write(in SegmentedReport next)
    {
        if (_current is null)
        {
            target.Begin(next.Segment);
        }

        target.Add(next.Report);
        _current = next;
    }

    private void EndCurrent()
    {
        if (_current is not null)
        {
            target.End();
        }

        _current = null;
    }
}
