using System.Buffers;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>Collects the results of vehicles one after the other, so that nothing is allocated for a vehicle without changes. Reused.</summary>
internal sealed class ResultBuffer
{
    private readonly ArrayBufferWriter<byte> _states = new();

    public List<FindingChange> Changes { get; } = [];

    /// <summary>The packed states, one after the other.</summary>
    public IBufferWriter<byte> States => _states;

    public int StatesLength => _states.WrittenCount;

    public OutcomeCounts Fates { get; set; }

    /// <summary>A packed state; valid until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> StateOf(in VehicleResult judgement) => _states.WrittenMemory[judgement.State.From..judgement.State.To];

    /// <summary>The position up to which results have been collected.</summary>
    public (int Changes, OutcomeCounts Fates) Mark() => (Changes.Count, Fates);

    /// <summary>Removes the results after a mark, of a vehicle that failed half-way. Its packed state is not read.</summary>
    public void BackTo((int Changes, OutcomeCounts Fates) mark)
    {
        Changes.RemoveRange(mark.Changes, Changes.Count - mark.Changes);
        Fates = mark.Fates;
    }

    public void Clear()
    {
        Changes.Clear();
        _states.ResetWrittenCount();
        Fates = default;
    }
}
