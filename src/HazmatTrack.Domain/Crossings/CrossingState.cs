using System.Runtime.CompilerServices;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// Which province a vehicle is in, and what is not yet certain about it. A leg and an excursion are large and mostly not open: they take memory only while
/// they are.
/// </summary>
internal sealed class CrossingState
{
    private static readonly StrongBox<PendingCrossing> s_noLeg = new();
    private static readonly StrongBox<Excursion> s_noExcursion = new();

    /// <summary>The province the vehicle is in; none before the first fix in a known one.</summary>
    public ProvinceCode Province;

    /// <summary>Since when the vehicle is there, in event time: the time on the border, or the first fix.</summary>
    public Instant Since;

    /// <summary>Consecutive deep fixes that agree on a first province, up to the number that settles it.</summary>
    public byte Agreeing;

    /// <summary>The province that those fixes lie in.</summary>
    public ProvinceCode Agreed;

    /// <summary>Whether the first province is settled. Before that nothing is reported.</summary>
    public bool Settled;

    /// <summary>Where positions have stayed, if they have.</summary>
    public Stay Stay;

    /// <summary>When the vehicle was last seen in <see cref="Province"/> clear of its border.</summary>
    public ClearFix Clear;

    private StrongBox<PendingCrossing>? _leg;
    private StrongBox<Excursion>? _excursion;

    /// <summary>The stay in another province that is not yet certain; not open where there is none.</summary>
    public ref readonly PendingCrossing Leg => ref (_leg ?? s_noLeg).Value;

    /// <summary>Where the vehicle seems to be since it jumped there; usually not open.</summary>
    public ref readonly Excursion Excursion => ref (_excursion ?? s_noExcursion).Value;

    /// <summary>The open leg, to be changed.</summary>
    public ref PendingCrossing OpenLeg => ref _leg!.Value;

    /// <summary>The open excursion, to be changed.</summary>
    public ref Excursion OpenExcursion => ref _excursion!.Value;

    /// <summary>Replaces the leg; one that is not open ends it.</summary>
    public void SetLeg(in PendingCrossing leg) => Set(ref _leg, leg.IsOpen, leg);

    public void EndLeg() => _leg = null;

    /// <summary>Replaces the excursion; one that is not open ends it.</summary>
    public void SetExcursion(in Excursion excursion) => Set(ref _excursion, excursion.IsOpen, excursion);

    public void EndExcursion() => _excursion = null;

    public void CopyFrom(CrossingState other)
    {
        Province = other.Province;
        Since = other.Since;
        Agreeing = other.Agreeing;
        Agreed = other.Agreed;
        Settled = other.Settled;
        Stay = other.Stay;
        Clear = other.Clear;
        SetLeg(other.Leg);
        SetExcursion(other.Excursion);
    }

    /// <summary>All of it but the leg and the excursion.</summary>
    public Kept Keep() => new(Since, Stay, Clear, Province, Agreed, Agreeing, Settled);

    /// <summary>Sets a state without a leg or an excursion.</summary>
    public void Restore(in Kept kept)
    {
        (Since, Stay, Clear, Province, Agreed, Agreeing, Settled) = kept;
        (_leg, _excursion) = (null, null);
    }

    private static void Set<T>(ref StrongBox<T>? box, bool isOpen, in T value)
    {
        if (!isOpen)
        {
            box = null;
        }
        else if (box is null)
        {
            box = new(value);
        }
        else
        {
            box.Value = value;
        }
    }

    /// <summary>A state without a leg or an excursion.</summary>
    internal readonly record struct Kept(Instant Since, Stay Stay, ClearFix Clear, ProvinceCode Province, ProvinceCode Agreed, byte Agreeing, bool Settled);
}
