using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Which province a vehicle is in, and what is not yet certain about it.</summary>
internal sealed class CrossingState
{
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

    public PendingCrossing Leg;

    /// <summary>Where the vehicle seems to be since it jumped there; usually not open.</summary>
    public Excursion Excursion;

    public void CopyFrom(CrossingState other)
    {
        Province = other.Province;
        Since = other.Since;
        Agreeing = other.Agreeing;
        Agreed = other.Agreed;
        Settled = other.Settled;
        Stay = other.Stay;
        Clear = other.Clear;
        Leg = other.Leg;
        Excursion = other.Excursion;
    }
}
