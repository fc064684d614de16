using System.Buffers;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.History.Sql;

namespace HazmatTrack.Storage.History.Open;

/// <summary>The effect of one append to one partition once it is stored.</summary>
internal sealed class AppendPlan(OwnerRow owner)
{
    // What it does to the vehicles, in the order of Touched. Rented: vehicles do not hold a plan of their own, since most appends change a few of them.
    private VehiclePlan[] _plans = [];

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
        if (vehicle.IsPlanned)
        {
            throw new ArgumentException($"Vehicle {vehicle.Vehicle} occurs twice in one batch.");
        }

        Reserve(Touched.Count + 1);
        _plans[Touched.Count] = new()
        {
            CheckpointBound = vehicle.CheckpointBound,
            Checkpoint = vehicle.Checkpoint,
            Note = vehicle.Note,
            OldestJournal = vehicle.OldestJournal,
            OldestLate = vehicle.Late?.OldestRow ?? 0,
        };
        vehicle.Begin(this, Touched.Count);
        Touched.Add(vehicle);
    }

    /// <summary>Makes room for the plans of some vehicles.</summary>
    public void Reserve(int vehicles)
    {
        if (vehicles > _plans.Length)
        {
            var plans = ArrayPool<VehiclePlan>.Shared.Rent(Math.Max(vehicles, _plans.Length * 2));
            _plans.AsSpan(0, Touched.Count).CopyTo(plans);
            Release();
            _plans = plans;
        }
    }

    /// <summary>The plan of a vehicle, by its index in <see cref="Touched"/>.</summary>
    public ref VehiclePlan Of(int at) => ref _plans[at];

    /// <summary>Returns the memory of the plans, which no vehicle has any more.</summary>
    public void Release()
    {
        if (_plans.Length > 0)
        {
            ArrayPool<VehiclePlan>.Shared.Return(_plans, clearArray: true);
            _plans = [];
        }
    }

    /// <summary>Discards the plan: nothing was stored.</summary>
    public void Discard()
    {
        foreach (var vehicle in Touched)
        {
            vehicle.End();
        }

        Release();
    }
}
