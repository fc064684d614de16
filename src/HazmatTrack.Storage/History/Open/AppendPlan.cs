using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <summary>The effect of one append to one partition once it is stored.</summary>
internal sealed class AppendPlan(OwnerRow owner)
{
    /// <summary>The partition's row afterwards.</summary>
    public OwnerRow Owner { get; } = owner;

    /// <summary>The number of its journal row and its notes.</summary>
    public long Id => Owner.JournalId;

    /// <summary>The vehicles that it changes, each with its own plan.</summary>
    public List<VehicleHistory> Touched { get; } = [];

    public List<PendingRejudge> Rejudge { get; } = [];

    public int New { get; set; }

    public int Duplicates { get; set; }

    /// <summary>The journals that have a row of it, and when that was written, Unix milliseconds.</summary>
    public List<(JournalTable Table, long Written)> Journalled { get; } = [];

    /// <summary>The journals whose rows below a number are deleted.</summary>
    public List<(JournalTable Table, long Below)> JournalDone { get; } = [];

    public void Touch(VehicleHistory vehicle)
    {
        if (vehicle.Plan.Active)
        {
            throw new ArgumentException($"Vehicle {vehicle.Vehicle} occurs twice in one batch.");
        }

        Touched.Add(vehicle);
        vehicle.Plan = new()
        {
            Active = true,
            CheckpointBound = vehicle.CheckpointBound,
            Checkpoint = vehicle.Checkpoint,
            Note = vehicle.Note,
            OldestJournal = vehicle.OldestJournal,
            OldestLate = vehicle.Late?.OldestRow ?? 0,
        };
    }

    /// <summary>Discards the plan: nothing was stored.</summary>
    public void Discard()
    {
        foreach (var vehicle in Touched)
        {
            vehicle.Plan = default;
        }
    }
}
