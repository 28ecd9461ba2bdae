import { ApiProperty } from '@nestjs/swagger';
import { ownRoles, type Permission, permissions, type Role, roles } from '@zhanggui/contracts';
import { Transform } from 'class-transformer';
import { IsEmail, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { passwordLength } from './passwords';

export class SignInDto {
  @ApiProperty()
  @IsString()
  @Length(3, 200)
  email: string;

  @ApiProperty()
  @IsString()
  @Length(1, 200)
  password: string;

  @ApiProperty({
    required: false,
    description: 'Code of the authenticator app or a recovery code; asked for by SECOND_FACTOR_NEEDED.',
  })
  @IsOptional()
  @IsString()
  @Length(6, 20)
  code?: string;
}

export class ConfirmDto {
  @ApiProperty({ required: false, description: 'For those without a second factor.' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  password?: string;

  @ApiProperty({ required: false, description: 'For those with one.' })
  @IsOptional()
  @IsString()
  @Length(6, 20)
  code?: string;
}

export class ChangePasswordDto {
  @ApiProperty()
  @IsString()
  @Length(1, 200)
  currentPassword: string;

  @ApiProperty({ minLength: passwordLength.min })
  @IsString()
  @Length(passwordLength.min, passwordLength.max)
  newPassword: string;
}

export class ChangeEmailDto {
  @ApiProperty()
  @Transform(({ value }) => (typeof value === 'string' ? value.trim().toLowerCase() : value))
  @IsEmail()
  @MaxLength(200)
  email: string;
}

export class CodeDto {
  @ApiProperty({ description: 'Six digits of the authenticator app.' })
  @IsString()
  @Length(6, 7)
  code: string;
}

/** Support access that is open now. */
export class OpenSupportAccessDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  merchantId: string;
  @ApiProperty()
  merchantName: string;
  @ApiProperty()
  reason: string;
  @ApiProperty()
  expiresAt: string;
  @ApiProperty({ description: 'Whether the merchant is reached by this alone, and with the rights of support only.' })
  only: boolean;
}

/** The signed-in person. */
export class SignedInUserDto {
  @ApiProperty()
  id: string;
  @ApiProperty()
  email: string;
  @ApiProperty()
  name: string;
  @ApiProperty({ enum: [...roles, ...ownRoles] })
  role: Role;
  @ApiProperty({ type: String, nullable: true, description: 'Name of a role of one’s own.' })
  roleName: string | null;
  @ApiProperty({ description: "'zh-CN' or 'en-US'" })
  locale: string;
  @ApiProperty({ description: 'Whether the person works for the service provider and may switch between merchants.' })
  isProvider: boolean;
  @ApiProperty()
  providerName: string;
  @ApiProperty({ type: String, nullable: true, description: "The merchant of a merchant's own user." })
  merchantId: string | null;
  @ApiProperty({ enum: permissions, isArray: true, description: 'Rights in the scope that was asked for.' })
  permissions: Permission[];
  @ApiProperty()
  secondFactor: boolean;
  @ApiProperty({ type: () => [OpenSupportAccessDto] })
  openSupport: OpenSupportAccessDto[];
}

export class SessionDto {
  @ApiProperty()
  id: string;
  @ApiProperty({ description: 'The one that asks.' })
  current: boolean;
  @ApiProperty()
  createdAt: string;
  @ApiProperty()
  lastSeenAt: string;
  @ApiProperty()
  expiresAt: string;
  @ApiProperty({ type: String, nullable: true })
  userAgent: string | null;
  @ApiProperty({ type: String, nullable: true })
  ip: string | null;
}
export class SessionListDto {
  @ApiProperty({ type: () => [SessionDto] })
  items: SessionDto[];
}

export class SecondFactorDto {
  @ApiProperty()
  on: boolean;
  @ApiProperty({ description: 'Recovery codes that were not used yet.' })
  recoveryCodesLeft: number;
}
export class SecondFactorBeginDto {
  @ApiProperty({ description: 'For the QR code.' })
  uri: string;
  @ApiProperty({ description: 'To type in.' })
  secret: string;
}
export class RecoveryCodesDto {
  @ApiProperty({ type: [String], description: 'Each works once. Shown this once.' })
  codes: string[];
}
