using System.Buffers;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>Collects what vehicles answer one after the other, so that nothing is made for a vehicle that says nothing new. Used again.</summary>
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

    /// <summary>What is collected up to now.</summary>
    public (int Changes, OutcomeCounts Fates) Mark() => (Changes.Count, Fates);

    /// <summary>Forgets what came after a mark, of a vehicle that failed half-way. Its packed state is not looked at.</summary>
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
