using System.Globalization;

namespace HazmatTrack.Domain.Provinces;

/// <summary>A province by its six-digit code of GB/T 2260, such as 310000; the default value is "no known province".</summary>
public readonly record struct ProvinceCode(int Number) : IComparable<ProvinceCode>
{
    public static readonly ProvinceCode None;
    public static readonly ProvinceCode Shanghai = new(310000);
    public static readonly ProvinceCode Jiangsu = new(320000);
    public static readonly ProvinceCode Zhejiang = new(330000);
    public static readonly ProvinceCode Anhui = new(340000);
    public static readonly ProvinceCode Fujian = new(350000);
    public static readonly ProvinceCode Jiangxi = new(360000);
    public static readonly ProvinceCode Shandong = new(370000);
    public static readonly ProvinceCode Henan = new(410000);
    public static readonly ProvinceCode Hubei = new(420000);

    public bool IsKnown => Number != 0;

    /// <summary>Whether this is one of the four provinces of the Yangtze River Delta that share control.</summary>
    public bool IsInDelta => Number is 310000 or 320000 or 330000 or 340000;

    public static bool TryParse(ReadOnlySpan<char> text, out ProvinceCode code)
    {
        var ok = text.Length == 6 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 110000 and <= 820000 && number % 10000 == 0;
        code = ok ? new(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)) : None;
        return ok;
    }

    public int CompareTo(ProvinceCode other) => Number.CompareTo(other.Number);

    /// <summary>The six digits; empty for no known province.</summary>
    public override string ToString() => IsKnown ? Number.ToString("D6", CultureInfo.InvariantCulture) : "";
}
