using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tests.Vehicles;

/// <summary>The forms of plates, by GA 36-2018.</summary>
public sealed class LicencePlateTests
{
    [Theory]
    [InlineData("沪A12345", PlateForm.Ordinary)]
    [InlineData("苏E6789X", PlateForm.Ordinary)]
    [InlineData("粤O12345", PlateForm.Ordinary)]
    [InlineData("新Z99999", PlateForm.Ordinary)]
    [InlineData("鲁DABCD0", PlateForm.Ordinary)]
    [InlineData("沪AD12345", PlateForm.SmallNewEnergy)]
    [InlineData("沪AFA2345", PlateForm.SmallNewEnergy)]
    [InlineData("京AK12345", PlateForm.SmallNewEnergy)]
    [InlineData("沪A12345D", PlateForm.LargeNewEnergy)]
    [InlineData("沪A12345F", PlateForm.LargeNewEnergy)]
    [InlineData("沪A1234挂", PlateForm.Trailer)]
    [InlineData("皖KB12C挂", PlateForm.Trailer)]
    [InlineData("沪A1234学", PlateForm.Training)]
    [InlineData("沪A1234警", PlateForm.Police)]
    [InlineData("粤O1234警", PlateForm.Police)]
    [InlineData("粤ZF123港", PlateForm.HongKongMacao)]
    [InlineData("粤Z1234澳", PlateForm.HongKongMacao)]
    [InlineData("沪X1234应急", PlateForm.Emergency)]
    [InlineData("云S1234应急", PlateForm.Emergency)]
    [InlineData("京12345应急", PlateForm.Emergency)]
    [InlineData("224578使", PlateForm.Embassy)]
    [InlineData("沪A0023领", PlateForm.Consulate)]
    public void A_plate_of_the_standard_is_read_as_it_is(string plate, PlateForm form) =>
        Assert.Equal((PlateFault.None, plate, form), Read(plate));

    [Theory]
    [InlineData("沪a12345", "沪A12345")]
    [InlineData("沪Ａ１２３４５", "沪A12345")]
    [InlineData("沪ａ１２３ｂ５", "沪A123B5")]
    [InlineData(" 沪A 12345 ", "沪A12345")]
    [InlineData("沪A　12345", "沪A12345")]
    [InlineData("沪A\u00A012345", "沪A12345")]
    [InlineData("沪A\t12345\r\n", "沪A12345")]
    [InlineData("沪A·12345", "沪A12345")]
    [InlineData("沪A•12345", "沪A12345")]
    [InlineData("沪A・12345", "沪A12345")]
    [InlineData("沪A‧12345", "沪A12345")]
    [InlineData("沪A･12345", "沪A12345")]
    [InlineData("沪A.12345", "沪A12345")]
    [InlineData("沪A．12345", "沪A12345")]
    [InlineData("沪A-12345", "沪A12345")]
    [InlineData("沪A－12345", "沪A12345")]
    [InlineData("沪A—12345", "沪A12345")]
    [InlineData("\uFEFF沪A\u200B12345", "沪A12345")]
    [InlineData("沪AI2345", "沪A12345")]
    [InlineData("沪Ao23i5", "沪A02315")]
    [InlineData("沪aＤ·1O345", "沪AD10345")]
    [InlineData("沪A1O34I d", "沪A10341D")]
    [InlineData("沪A·oI34挂", "沪A0134挂")]
    [InlineData("京·1O345应急", "京10345应急")]
    [InlineData("224·57i使", "224571使")]
    public void A_careless_spelling_is_the_same_plate(string text, string plate) =>
        Assert.Equal((PlateFault.None, plate), (Read(text).Fault, Read(text).Plate));

    [Theory]
    [InlineData("", PlateFault.Empty)]
    [InlineData(" ·- ", PlateFault.Empty)]
    [InlineData("bad", PlateFault.Province)]
    [InlineData("1234567", PlateFault.Province)]
    [InlineData("挂A12345", PlateFault.Province)]
    [InlineData("台A12345", PlateFault.Character)]
    [InlineData("沪A1234", PlateFault.Length)]
    [InlineData("沪A1234567", PlateFault.Length)]
    [InlineData("0086860703182488", PlateFault.Length)]
    [InlineData("沪112345", PlateFault.Office)]
    [InlineData("沪I12345", PlateFault.Office)]
    [InlineData("沪012345", PlateFault.Office)]
    [InlineData("沪A123456", PlateFault.Serial)]
    [InlineData("沪AL12345", PlateFault.Serial)]
    [InlineData("沪ADAA345", PlateFault.Serial)]
    [InlineData("沪A12345L", PlateFault.Serial)]
    [InlineData("沪A12挂34", PlateFault.Serial)]
    [InlineData("沪A123挂", PlateFault.Length)]
    [InlineData("沪A12345挂", PlateFault.Serial)]
    [InlineData("沪A123沪4", PlateFault.Serial)]
    [InlineData("沪Z1234港", PlateFault.Serial)]
    [InlineData("粤A1234澳", PlateFault.Serial)]
    [InlineData("沪A1234应急", PlateFault.Serial)]
    [InlineData("沪A123应急", PlateFault.Serial)]
    [InlineData("沪A12345急", PlateFault.Serial)]
    [InlineData("沪A00B3领", PlateFault.Serial)]
    [InlineData("沪A_12345", PlateFault.Character)]
    [InlineData("沪A12\03", PlateFault.Character)]
    [InlineData("沪A1234²", PlateFault.Character)]
    [InlineData("🚚A12345", PlateFault.Character)]
    [InlineData("沪А12345", PlateFault.Character)] // A Cyrillic А: another letter, however it looks.
    public void What_is_no_plate_is_refused_for_its_fault(string text, PlateFault fault)
    {
        Assert.Equal(fault, Read(text).Fault);
        var said = LicencePlate.Explain(fault, text);
        Assert.All([said.Chinese, said.English], text => Assert.Contains("沪A12345", text, StringComparison.Ordinal));
        Assert.DoesNotContain(said.English + said.Chinese, char.IsControl);
    }

    private static (PlateFault Fault, string Plate, PlateForm Form) Read(string text)
    {
        Span<char> plate = stackalloc char[LicencePlate.MaxLength];
        var fault = LicencePlate.Read(text, plate, out var length, out var form);
        return (fault, plate[..length].ToString(), form);
    }
}
