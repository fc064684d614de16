using System.Globalization;

namespace HazmatTrack.Domain.Geo;

/// <summary>A speed over ground, kept in metres per second.</summary>
public readonly record struct Speed(double MetresPerSecond) : IComparable<Speed>
{
    public static readonly Speed Zero;

    public double KilometresPerHour => MetresPerSecond * 3.6;

    public static Speed FromKilometresPerHour(double kilometresPerHour) => new(kilometresPerHour / 3.6);

    public int CompareTo(Speed other) => MetresPerSecond.CompareTo(other.MetresPerSecond);

    public static Distance operator *(Speed left, TimeSpan right) => new(left.MetresPerSecond * right.TotalSeconds);

    public static bool operator <(Speed left, Speed right) => left.MetresPerSecond < right.MetresPerSecond;

    public static bool operator >(Speed left, Speed right) => left.MetresPerSecond > right.MetresPerSecond;

    public static bool operator <=(Speed left, Speed right) => left.MetresPerSecond <= right.MetresPerSecond;

    public static bool operator >=(Speed left, Speed right) => left.MetresPerSecond >= right.MetresPerSecond;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KilometresPerHour:0.#} km/h");
}
