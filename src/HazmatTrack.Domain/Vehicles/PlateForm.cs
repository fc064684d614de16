namespace HazmatTrack.Domain.Vehicles;

/// <summary>The forms of number plates of GA 36-2018 and of the emergency rescue plates (应急救援专用号牌) of 2018.</summary>
public enum PlateForm
{
    /// <summary>沪A12345: province, issuing office, five letters or digits.</summary>
    Ordinary,

    /// <summary>沪AD12345: a letter of the kind of drive, a letter or digit, four digits (小型新能源汽车).</summary>
    SmallNewEnergy,

    /// <summary>沪A12345D: five digits, a letter of the kind of drive (大型新能源汽车).</summary>
    LargeNewEnergy,

    /// <summary>沪A1234挂.</summary>
    Trailer,

    /// <summary>沪A1234学: a vehicle of a driving school (教练汽车).</summary>
    Training,

    /// <summary>沪A1234警.</summary>
    Police,

    /// <summary>粤Z1234港, 粤Z1234澳: a vehicle of Hong Kong or Macao in the mainland; Guangdong alone issues them.</summary>
    HongKongMacao,

    /// <summary>沪X1234应急 (X 消防救援, S 森林消防), 京12345应急 (the ministry).</summary>
    Emergency,

    /// <summary>224578使.</summary>
    Embassy,

    /// <summary>沪A0023领.</summary>
    Consulate,
}
