using System.Globalization;

namespace HazmatTrack.Domain.Geo;

/// <summary>A length on the ground, kept in metres.</summary>
public readonly record struct Distance(double Metres) : IComparable<Distance>
{
    public static readonly Distance Zero;

    public double Kilometres => Metres / 1000;

    public static Distance FromMetres(double metres) => new(metres);

    public static Distance FromKilometres(double kilometres) => new(kilometres * 1000);

    public int CompareTo(Distance other) => Metres.CompareTo(other.Metres);

    public static Distance operator +(Distance left, Distance right) => new(left.Metres + right.Metres);

    public static Distance operator -(Distance left, Distance right) => new(left.Metres - right.Metres);

    public static Distance operator *(Distance left, double right) => new(left.Metres * right);

    /// <summary>The mean speed over this length; infinite over no time at all.</summary>
    public static Speed operator /(Distance left, TimeSpan right) => new(left.Metres / right.TotalSeconds);

    public static bool operator <(Distance left, Distance right) => left.Metres < right.Metres;

    public static bool operator >(Distance left, Distance right) => left.Metres > right.Metres;

    public static bool operator <=(Distance left, Distance right) => left.Metres <= right.Metres;

    public static bool operator >=(Distance left, Distance right) => left.Metres >= right.Metres;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Metres:0.#} m");
}
