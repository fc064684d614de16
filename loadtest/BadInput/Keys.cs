using System.Globalization;
using System.Text;

namespace HazmatTrack.BadInput;

/// <summary>Record keys that name no vehicle, or look as if they did.</summary>
internal static class Keys
{
    private static readonly string[] s_odd =
    [
        "沪A12345_02", "沪A12345_7", "沪A12345_0", "沪A12345_", "_2", "沪A12345", "沪A12345_2 ", " 沪A12345_2", "沪A 2345_2",
        "沪A12345_2\n", "沪A12345_2\0", "沪A12345_9\0",
        "沪A12345__2", "沪A_12345_2", "沪A12345_+2", "沪A12345_-2", "沪A12345_２", "沪A12345_٢", "沪A12345_94", "沪A12345_95", "沪A12345_94\0",
        "沪A12345_94x", "沪a12345_2", "Ａ１２３４５_2",
        "沪A-12345_2", "沪A.12345_2", "沪A12345·_2", "A\u0301B_2", "\uFEFF沪A12345_2", "🚚_2", "𠀀123_2", "沪\u202EA123_2",
        "12345678901234567890_2", "123456789012345678901_2",
        "浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙_94", "浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙浙_94", "null", "{\"plate\":\"沪A12345\"}", "1", "٠١٢_5", "沪A12345_2147483650", "沪A12345_4294967298",
        "沪A1234挂_2", "沪A1234挂_1", "沪AD12345_94", "沪AD12345_2", "沪A12345D_93", "沪AI2O45_2", "沪I12345_2", "沪O12345_2", "粤Z1234港_3",
        "沪X1234应急_4", "224578使_3", "bad_2", "台A12345_2",
    ];

    /// <summary>A key for a message of another vehicle: none, an empty one, noise, or a huge one.</summary>
    public static byte[]? Wrong(Random random) => random.Next(40) switch
    {
        < 8 => null,
        < 14 => [],
        < 24 => Wire.Noise(random, random.Next(1, 40)),
        24 => Wire.Noise(random, random.Next(1000, random.Next(20) == 0 ? 500_000 : 5000)),
        _ => Odd(random),
    };

    /// <summary>At most 127 bytes.</summary>
    public static byte[] Odd(Random random)
    {
        var key = Encoding.UTF8.GetBytes(random.Next(6) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"皖{random.Next(1000)}_{random.Next(120)}")
            : s_odd[random.Next(s_odd.Length)]);
        return random.Next(6) switch
        {
            // No character of UTF-8; an overlong slash; half a character.
            0 => [.. key.Take(random.Next(key.Length)), (byte)random.Next(0x80, 0x100), .. key.Skip(random.Next(key.Length))],
            1 => [0xC0, 0xAF, .. key],
            2 => key[..random.Next(1, key.Length + 1)],
            _ => key,
        };
    }
}
