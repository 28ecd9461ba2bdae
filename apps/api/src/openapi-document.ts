import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The API as OpenAPI, made from the DTOs. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Zhanggui 掌柜')
    .setDescription(
      'Amounts are whole fen, ids of the platform are strings, instants are ISO 8601 in UTC, days are those of the store.',
    )
    .setVersion('1')
    .addCookieAuth('zhanggui_session')
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}
