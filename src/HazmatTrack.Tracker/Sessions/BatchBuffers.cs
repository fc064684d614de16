using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>
/// The memory of a batch, reused for a later one once the batch is stored. Grows to what the largest batch needs; its owner drops what is much larger than
/// batches are of late.
/// </summary>
internal sealed class BatchBuffers
{
    private readonly List<ResultBuffer> _judgements = [];
    private int _judgementsUsed;

    /// <summary>The reports, those of a vehicle contiguous and in order of arrival.</summary>
    public PositionReport[] Reports = [];

    /// <summary>The offsets of the reports.</summary>
    public long[] Offsets = [];

    /// <summary>The times at which the records of the reports were received.</summary>
    public Instant[] Receipts = [];

    /// <summary>The vehicles, those of a partition contiguous.</summary>
    public VehicleWork[] Vehicles = [];

    /// <summary>The number of reports or vehicles, whichever is more, that the memory is enough for.</summary>
    public int Capacity => Math.Max(Reports.Length, Math.Max(Vehicles.Length, Hot.Length));

    /// <summary>How many of the vehicles the batch has.</summary>
    public int VehicleCount;

    /// <summary>Buffer of the sinks: what history receives.</summary>
    public TrackAppend[] Tracks = [];

    /// <summary>Buffer of the sinks: what hot state receives.</summary>
    public HotStateEntry[] Hot = [];

    public static void Grow<T>(ref T[] array, int count)
    {
        if (array.Length < count)
        {
            Array.Resize(ref array, Math.Max(count, array.Length * 2));
        }
    }

    public ResultBuffer NextJudgements()
    {
        if (_judgementsUsed == _judgements.Count)
        {
            _judgements.Add(new());
        }

        return _judgements[_judgementsUsed++];
    }

    /// <summary>Prepares the memory for another batch. Vehicles that fall asleep before that must not be held by it.</summary>
    public void Reset()
    {
        Clear(Vehicles);
        Clear(Tracks);
        Clear(Hot);
        VehicleCount = 0;
        for (var i = 0; i < _judgementsUsed; i++)
        {
            _judgements[i].Clear();
        }

        _judgementsUsed = 0;
    }

    private void Clear<T>(T[] array) => Array.Clear(array, 0, Math.Min(array.Length, VehicleCount));
}
